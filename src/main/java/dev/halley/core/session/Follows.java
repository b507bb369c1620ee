package dev.halley.core.session;

import dev.halley.api.Position;
import dev.halley.core.channel.StreamMessage;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.HistoryTag;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The channels with history that one session follows, by their names; bounded: on more of them its client gets messages without
 * positions.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
final class Follows {

    private final int most;
    private final Collected collected;
    private final Map<String, Follow> all = new HashMap<>();
    /** The names of those where something was left out since the last message. */
    private final Set<String> leftOut = new HashSet<>();
    /** Those of which a connect's reply is to say that the position is void. */
    private final Set<String> lost = new HashSet<>();
    /** The one that was looked for last, and what was found: most look for the same again. */
    private @Nullable String lastChannel;

    private @Nullable Follow last;
    /** Counts the joins, and their ends. */
    private int changes;

    /**
     * @param most how many channels may be followed
     * @param collected what is collected in all
     */
    Follows(int most, Collected collected) {
        this.most = most;
        this.collected = collected;
    }

    @Nullable Follow get(String channel) {
        if (!channel.equals(lastChannel)) {
            last = all.get(channel);
            lastChannel = channel;
        }
        return last;
    }

    /** @return null if there are as many as may be */
    @Nullable Follow getOrMake(String channel) {
        Follow there = get(channel);
        if (there == null && all.size() < most) {
            there = new Follow(collected);
            all.put(channel, there);
            lastChannel = null;
        }
        return there;
    }

    /** @return the number of the last join, or of its end */
    int changes() {
        return changes;
    }

    /** @param waiting what was to go out. @return the number of the join */
    int join(Follow follow, List<Encoded> waiting) {
        changes++;
        follow.join(changes, waiting);
        return changes;
    }

    /** The client has the reply, see {@link Follow#live}. */
    Joining.Due live(String channel, int join, boolean serves) {
        Follow follow = get(channel);
        changes++;
        if (follow == null) {
            return Joining.Due.NOTHING;
        }
        Joining.Due due = follow.live(join, serves, changes);
        if (!follow.isLost()) {
            // The reply has told where the client is.
            lost.remove(channel);
        }
        return due;
    }

    /** What was due to the session is not for it, see {@link Follow#forgo}. */
    void forgo(String channel) {
        Follow follow = get(channel);
        if (follow != null) {
            follow.forgo();
        }
    }

    /**
     * Forgets a channel; not one that is being joined, or was since then, of which its subscribe knows better.
     *
     * @param known {@link #changes} when it was found out that the session is not subscribed
     * @return whether it was followed, and is no more
     */
    boolean forget(String channel, int known) {
        Follow follow = get(channel);
        if (follow == null || follow.isJoining() || follow.hasChangedSince(known)) {
            return false;
        }
        all.remove(channel);
        leftOut.remove(channel);
        lost.remove(channel);
        lastChannel = null;
        return true;
    }

    /** @return the names of all that are followed now */
    List<String> channels() {
        return List.copyOf(all.keySet());
    }

    /** The next message of each says its epoch again. */
    void repeatEpochs() {
        all.values().forEach(Follow::repeatEpoch);
    }

    /** @return whether an event may enter the queue: not if the session has begun to join anew meanwhile, which decides of it then */
    boolean admits(Encoded event) {
        Follow follow = of(event);
        if (follow != null && follow.isJoining()) {
            follow.setAside(event);
            return false;
        }
        return event.tag() == null || follow != null;
    }

    /** An event has entered the queue. */
    void queued(Encoded event) {
        HistoryTag tag = event.tag();
        Follow follow = of(event);
        if (tag != null && follow != null) {
            follow.consider(new Position(tag.epoch(), tag.offset()));
        }
    }

    /** What was queued after that position leaves the queue: it is to be read again. */
    void displaced(String channel, Position before) {
        Follow follow = get(channel);
        if (follow != null) {
            follow.displaced(before);
        }
    }

    /** The position of the session on a channel is void. */
    void lost(String channel, Position top) {
        Follow follow = get(channel);
        if (follow != null && follow.lost(top)) {
            lost.add(channel);
        }
    }

    /** @return the channels of which a connect's reply is to say that the position is void, each once */
    Set<String> takeLost() {
        if (lost.isEmpty()) {
            return Set.of();
        }
        Set<String> taken = Set.copyOf(lost);
        lost.clear();
        return taken;
    }

    void leftOut(StreamMessage message) {
        leftOut(message.message().channel(), message.position());
    }

    private void leftOut(String channel, Position position) {
        Follow follow = get(channel);
        if (follow != null) {
            follow.consider(position);
            leftOut.add(channel);
        }
    }

    /** An event is dropped that was in the queue. */
    void dropped(Encoded event) {
        HistoryTag tag = event.tag();
        Follow follow = of(event);
        if (tag != null && follow != null) {
            follow.dropped(tag);
            leftOut(channel(event), new Position(tag.epoch(), tag.offset()));
            lostUntold(channel(event), tag);
        }
    }

    /** A message was dropped that may have told a loss: if no other one comes, a connect's reply does. */
    private void lostUntold(String channel, HistoryTag dropped) {
        if (dropped.lost()) {
            lost.add(channel);
        }
    }

    /** What went out of the queue was dropped after all. @param first of it */
    void tookBack(String channel, HistoryTag first) {
        Follow follow = get(channel);
        if (follow != null) {
            follow.tookBack(first);
            leftOut.add(channel);
            lostUntold(channel, first);
        }
    }

    /** @return the event as it goes out now */
    Encoded form(Encoded event) {
        Follow follow = of(event);
        return follow == null ? event : follow.form(event);
    }

    /** An event went out, in that form. */
    void wentOut(Encoded form) {
        HistoryTag tag = form.tag();
        Follow follow = of(form);
        if (tag != null && follow != null) {
            follow.wentOut(tag);
            if (tag.lost()) {
                lost.remove(channel(form));
            }
        }
    }

    /** Nothing waits: where a tail was left out, the client is to be told. @return the positions by the names of the channels */
    Map<String, Position> untold() {
        if (leftOut.isEmpty()) {
            return Map.of();
        }
        Map<String, Position> untold = new LinkedHashMap<>();
        for (Iterator<String> i = leftOut.iterator(); i.hasNext(); ) {
            String channel = i.next();
            Follow follow = get(channel);
            Position position = follow == null ? null : follow.untold();
            if (position != null) {
                untold.put(channel, position);
            }
            if (follow == null || !follow.isJoining()) {
                i.remove();
            }
        }
        return untold;
    }

    /**
     * @param events all that wait, or may go again
     * @return where the client is on those of the channels that are followed, if it gets all that went out, and what may go again
     */
    Map<ChannelId, Position> followed(Collection<ChannelId> channels, Consumer<Consumer<Encoded>> events) {
        Map<String, Position> first = new HashMap<>();
        for (ChannelId channel : channels) {
            Follow follow = get(channel.toString());
            if (follow != null && !follow.isLost() && !follow.out().equals(Position.NONE)) {
                first.put(channel.toString(), follow.out());
            }
        }
        if (first.isEmpty()) {
            return Map.of();
        }
        events.accept(event -> {
            HistoryTag tag = event.tag();
            Position before = tag == null ? null : first.get(channel(event));
            if (before != null && tag.lost()) {
                // Its client leaves it out, and subscribes again.
                first.remove(channel(event));
            } else if (before != null && tag.offset() <= before.offset()) {
                first.put(channel(event), new Position(tag.epoch(), tag.base()));
            }
        });
        Map<ChannelId, Position> followed = new HashMap<>();
        channels.stream()
                .filter(channel -> first.containsKey(channel.toString()))
                .forEach(channel -> followed.put(channel, first.get(channel.toString())));
        return followed;
    }

    private @Nullable Follow of(Encoded event) {
        return event.tag() == null ? null : get(channel(event));
    }

    static String channel(Encoded event) {
        return ((ChannelMessage) event.message()).channel();
    }
}
