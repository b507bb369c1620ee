package dev.halley.core.session;

import dev.halley.api.Position;
import dev.halley.api.PositionForm;
import dev.halley.core.channel.StreamMessage;
import dev.halley.core.channel.Subscriptions;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.HistoryTag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
    private @Nullable Follow followOrMake(String channel, PositionForm form) {
        return ended ? null : outbox.follow(most, form).getOrMake(channel);
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

    /**
     * Begins to follow channels, or to join them anew: what waits of them leaves the queue.
     *
     * @param form in which the session gets what comes
     * @return the numbers of the joins; those are absent for which there is no room
     */
    Map<ChannelId, Integer> join(Collection<ChannelId> channels, PositionForm form) {
        synchronized (lock) {
            Map<ChannelId, Follow> joining = new LinkedHashMap<>();
            for (ChannelId channel : channels) {
                Follow follow = followOrMake(channel.toString(), form);
                if (follow != null) {
                    joining.put(channel, follow);
                }
            }
            if (joining.isEmpty()) {
                return Map.of();
            }
            Follows follows = outbox.follow(most, form);
            Map<String, List<Encoded>> waiting =
                    drop(joining.keySet().stream().map(ChannelId::toString).collect(Collectors.toSet())).stream()
                            .collect(Collectors.groupingBy(Follows::channel));
            Map<ChannelId, Integer> numbers = new LinkedHashMap<>();
            joining.forEach((channel, follow) ->
                    numbers.put(channel, follows.join(follow, waiting.getOrDefault(channel.toString(), List.of()))));
            return numbers;
        }
    }

    /** What was missed is read, see {@link Follow#read}. */
    boolean read(String channel, Missed missed) {
        synchronized (lock) {
            Follow follow = follow(channel);
            return follow == null || follow.read(missed.join(), missed.from(), missed.messages(), missed.top());
        }
    }

    /**
     * What has become of a session's queue as it has joined a channel.
     *
     * @param due is to be handed to the session; of that, what waited before has been in the queue again
     * @param gone made room for that, or was dropped as its channel allows
     * @param full found no room
     */
    record Joined(Joining.Due due, List<Encoded> gone, List<Encoded> full) {

        static final Joined NOTHING = new Joined(Joining.Due.NOTHING, List.of(), List.of());
    }

    /**
     * A session has joined, or was refused; what waited before is in the queue again in the same step.
     *
     * @param serves whether what was read is for the session
     * @param subscribed whether the session is; if not, nothing is for it
     */
    Joined live(String channel, int join, boolean serves, boolean subscribed) {
        synchronized (lock) {
            Follows follows = outbox.follows();
            Joining.Due due = follows == null ? Joining.Due.NOTHING : follows.live(channel, join, serves);
            if (follows == null || due == Joining.Due.NOTHING) {
                return Joined.NOTHING;
            }
            if (!subscribed) {
                follows.forgo(channel);
                outbox.behind().forget(channel);
                return Joined.NOTHING;
            }
            boolean served = !due.served().equals(Position.NONE);
            if (served && outbox.behind().isReadFrom(channel, due.served(), due.last())) {
                return Joined.NOTHING;
            }
            List<Encoded> gone = new ArrayList<>(0);
            List<Encoded> full = new ArrayList<>(0);
            for (Encoded event : due.back()) {
                switch (outbox.offer(event, gone)) {
                    case TAKEN, BEHIND -> {}
                    case DROPPED -> gone.add(event);
                    case FULL -> full.add(event);
                }
            }
            if (!due.messages().isEmpty()) {
                outbox.beginSlowStart();
            }
            return new Joined(due, gone, full);
        }
    }

    /**
     * A message comes.
     *
     * @param form in which the session gets it
     * @return what is to be done with it; null if its channel is not followed, as too many are
     */
    Follow.@Nullable Arrival arrive(StreamMessage message, PositionForm form) {
        synchronized (lock) {
            Follow follow = followOrMake(message.message().channel(), form);
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

    /** @return whether positions are told on that channel */
    boolean follows(String channel) {
        synchronized (lock) {
            return follow(channel) != null;
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

    /** @return where the client is on those of the channels that are followed, if it gets all that went out */
    Map<ChannelId, Position> positions(Collection<ChannelId> channels) {
        synchronized (lock) {
            Follows follows = outbox.follows();
            return follows == null ? Map.of() : follows.followed(channels, outbox::forEach);
        }
    }

    /**
     * Follows channels no more to which the session is not subscribed, nor to a pattern that matches: what waits of those leaves the queue.
     * Others may subscribe meanwhile; what they join is theirs.
     */
    void forgetUnsubscribed(Subscriptions subscriptions) {
        int known = changes();
        Set<ChannelId> there = subscriptions.all();
        synchronized (lock) {
            Follows follows = outbox.follows();
            if (follows != null) {
                List<String> unsubscribed = follows.channels().stream()
                        .filter(name -> !Subscriptions.reach(there, ChannelId.of(name)))
                        .toList();
                forget(follows, unsubscribed, known);
            }
        }
    }

    /** The same for one channel. */
    void forgetUnsubscribed(ChannelId channel, Subscriptions subscriptions) {
        int known = changes();
        if (!subscriptions.reach(channel)) {
            synchronized (lock) {
                Follows follows = outbox.follows();
                if (follows != null) {
                    forget(follows, List.of(channel.toString()), known);
                }
            }
        }
    }

    private int changes() {
        synchronized (lock) {
            Follows follows = outbox.follows();
            return follows == null ? 0 : follows.changes();
        }
    }

    private void forget(Follows follows, List<String> unsubscribed, int known) {
        Set<String> gone = unsubscribed.stream()
                .filter(channel -> follows.forget(channel, known))
                .collect(Collectors.toSet());
        if (!gone.isEmpty()) {
            drop(gone);
        }
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
