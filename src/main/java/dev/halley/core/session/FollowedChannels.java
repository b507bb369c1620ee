package dev.halley.core.session;

import dev.halley.api.Position;
import dev.halley.core.channel.StreamMessage;
import dev.halley.core.channel.Subscriptions;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.HistoryTag;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The channels with history that a session follows, in one step with its queue.
 *
 * <p>Thread-safety: thread-safe; guarded by its session's lock.
 */
final class FollowedChannels {

    private final Object lock;
    private final Outbox outbox;
    private final int most;
    private boolean ended;

    /**
     * @param lock the session's
     * @param most how many may be followed
     */
    FollowedChannels(Object lock, Outbox outbox, int most) {
        this.lock = lock;
        this.outbox = outbox;
        this.most = most;
    }

    private @Nullable Follow follow(String channel) {
        Follows follows = outbox.follows();
        return follows == null ? null : follows.get(channel);
    }

    /** @return null if as many are followed as may be, or the session has ended */
    private @Nullable Follow followOrMake(String channel) {
        return ended ? null : outbox.follow(most).getOrMake(channel);
    }

    private List<Encoded> drop(Set<String> channels) {
        return outbox.drop(event -> event.tag() != null && channels.contains(Follows.channel(event)));
    }

    /** Follows nothing any more. */
    void end() {
        synchronized (lock) {
            ended = true;
        }
    }

    /** Begins to follow a channel, or to join it anew: what waits of it leaves the queue. @return the number of the join; 0 for no room */
    int join(String channel) {
        synchronized (lock) {
            Follow follow = followOrMake(channel);
            if (follow == null) {
                return 0;
            }
            return outbox.follow(most).join(follow, drop(Set.of(channel)));
        }
    }

    /** What was missed is read, see {@link Follow#read}. */
    boolean read(String channel, Missed missed) {
        synchronized (lock) {
            Follow follow = follow(channel);
            return follow == null || follow.read(missed.join(), missed.from(), missed.messages(), missed.top());
        }
    }

    /** @return what is to be handed to the session now that it has joined */
    Joining.Due live(String channel, int join) {
        synchronized (lock) {
            Follows follows = outbox.follows();
            return follows == null ? Joining.Due.NOTHING : follows.live(channel, join);
        }
    }

    /** A message comes. @return what is to be done with it; null if its channel is not followed, as too many are */
    Follow.@Nullable Arrival arrive(StreamMessage message) {
        synchronized (lock) {
            Follow follow = followOrMake(message.message().channel());
            return follow == null ? null : follow.arrive(message);
        }
    }

    /** @return whether an event may enter the queue, see {@link Follows#admits} */
    boolean admits(Encoded event) {
        if (event.tag() == null) {
            return true;
        }
        synchronized (lock) {
            Follows follows = outbox.follows();
            return follows != null && follows.admits(event);
        }
    }

    /** See {@link Follow#lost}. What waits leaves the queue: its positions may be void, and the client goes on from what it has got. */
    void lost(String channel, Position top) {
        synchronized (lock) {
            Follows follows = outbox.follows();
            if (follows != null && follows.get(channel) != null) {
                drop(Set.of(channel));
                follows.lost(channel, top);
            }
        }
    }

    /** @return the channels of which the client is to be told in a connect's reply that its position is void, each once */
    Set<String> takeLost() {
        synchronized (lock) {
            Follows follows = outbox.follows();
            return follows == null ? Set.of() : follows.takeLost();
        }
    }

    void leftOut(StreamMessage message) {
        synchronized (lock) {
            Follows follows = outbox.follows();
            if (follows != null) {
                follows.leftOut(message);
            }
        }
    }

    /** Events that were taken were dropped. @param first the first of each channel */
    void tookBack(Map<String, HistoryTag> first) {
        synchronized (lock) {
            Follows follows = outbox.follows();
            if (follows != null) {
                first.forEach(follows::tookBack);
            }
        }
    }

    /** @return where the client is on a channel that is followed, if it gets all that went out; null if it is not followed */
    @Nullable Position position(String channel) {
        synchronized (lock) {
            Follows follows = outbox.follows();
            return follows == null ? null : follows.followed(channel, outbox::forEach);
        }
    }

    /**
     * Follows channels no more to which the session is not subscribed, nor to a pattern that matches: what waits of those leaves the queue.
     * Others may subscribe meanwhile; what they join is theirs.
     *
     * @param which of them
     */
    void forgetUnsubscribed(Predicate<String> which, Subscriptions subscriptions) {
        int known;
        synchronized (lock) {
            Follows follows = outbox.follows();
            if (follows == null) {
                return;
            }
            known = follows.changes();
        }
        Set<ChannelId> there = subscriptions.all();
        synchronized (lock) {
            Follows follows = outbox.follows();
            Set<String> gone = follows == null
                    ? Set.of()
                    : follows.forget(name -> which.test(name) && !isAmong(there, ChannelId.of(name)), known);
            if (!gone.isEmpty()) {
                drop(gone);
            }
        }
    }

    private static boolean isAmong(Set<ChannelId> subscriptions, ChannelId channel) {
        return subscriptions.contains(channel) || channel.wilds().stream().anyMatch(subscriptions::contains);
    }

    /** The next message of each channel says its epoch again, as that may be lost. */
    void repeatEpochs() {
        synchronized (lock) {
            Follows follows = outbox.follows();
            if (follows != null) {
                follows.repeatEpochs();
            }
        }
    }

    /** @return positions that the client is to be told, as messages up to them were left out, by the names of the channels */
    Map<String, Position> untold() {
        synchronized (lock) {
            Follows follows = outbox.follows();
            return follows == null || !outbox.isEmpty() ? Map.of() : follows.untold();
        }
    }
}
