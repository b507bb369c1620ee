package dev.halley.core.session;

import dev.halley.api.Position;
import dev.halley.core.channel.StreamMessage;
import dev.halley.core.channel.Subscriptions;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.OverflowTag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The channels on which one session is behind: its queue had no room for what came, and what it misses is read from their histories when there
 * is room.
 *
 * <p>Thread-safety: thread-safe; guarded by its session's lock.
 */
final class LaggingChannels {

    private final Object lock;
    private final Supplier<@Nullable Follows> followed;
    private final BooleanSupplier hasRoom;
    private final Map<String, CatchUpState> all = new HashMap<>(0);
    /** By their channels, the last of messages that were left out and whose turn is still to come. */
    private final Map<String, Long> missed = new HashMap<>(0);

    private boolean ended;
    /** Whether it is seen to that what is missing is read. */
    private boolean scheduled;
    /** Read without the lock: whether there may be some. */
    private volatile boolean any;

    /** What is to be read. */
    record Reading(ChannelId channel, CatchUpState catchUp, Position from) {}

    /** What is to be done after a page was read. */
    enum Next {
        /** There is more to read. */
        READ,
        /** There is more to read, when there is room. */
        WAIT,
        CAUGHT_UP,
        /** Nothing: it is the business of another one. */
        NOTHING
    }

    /**
     * @param lock the session's
     * @param followed gives the channels that the session follows; null if there are none
     * @param hasRoom says whether the queue has enough room for reading to be worth while
     */
    LaggingChannels(Object lock, Supplier<@Nullable Follows> followed, BooleanSupplier hasRoom) {
        this.lock = lock;
        this.followed = followed;
        this.hasRoom = hasRoom;
    }

    // ---- what comes

    /** @return whether a message does not go on to the queue: it is to be read, or was */
    boolean skips(StreamMessage message) {
        OverflowTag overflow = message.overflow();
        if (!any || overflow == null || overflow.kind() != OverflowTag.Kind.CATCH_UP) {
            return false;
        }
        synchronized (lock) {
            String channel = message.message().channel();
            CatchUpState there = all.get(channel);
            if (there == null || there.isHanding(overflow)) {
                return false;
            }
            if (there.knows(overflow.offset())) {
                return true;
            }
            if (!there.isBehind()) {
                remove(channel);
                return false;
            }
            return refuses(channel, overflow);
        }
    }

    /** A message is about to enter the queue. @return whether it is to be read instead */
    boolean refuses(String channel, OverflowTag overflow) {
        synchronized (lock) {
            CatchUpState there = all.get(channel);
            if (there == null || !there.isBehind() || there.isHanding(overflow)) {
                return false;
            }
            there.fallBack(before(overflow));
            there.came(overflow.offset());
            return true;
        }
    }

    /** There is no room for a message: it is to be read, and what follows it. */
    void fallBehind(String channel, OverflowTag overflow) {
        synchronized (lock) {
            Position before = before(overflow);
            CatchUpState there = all.computeIfAbsent(channel, made -> new CatchUpState(before, overflow.offset()));
            there.fallBack(before);
            there.stop();
            any = true;
            displaced(channel, before);
        }
    }

    /**
     * A message comes before those that came earlier have had their turn, and is left out.
     *
     * @return whether it is the first of its channel: {@link #missed} is to be called for it in its turn
     */
    boolean misses(String channel, long offset) {
        synchronized (lock) {
            return missed.put(channel, offset) == null;
        }
    }

    /** It is the turn of messages that were left out: they are to be read, as far as they were not. @param first of them */
    void missed(String channel, OverflowTag first) {
        synchronized (lock) {
            long last = Objects.requireNonNull(missed.remove(channel));
            CatchUpState there = all.get(channel);
            if (ended || there != null && there.knows(last)) {
                return;
            }
            Position before = before(first);
            if (there == null) {
                there = new CatchUpState(before, last);
                all.put(channel, there);
                any = true;
            }
            there.fallBehind(before);
            there.came(last);
            displaced(channel, there.from());
        }
    }

    private void displaced(String channel, Position before) {
        Follows follows = followed.get();
        if (follows != null) {
            follows.displaced(channel, before);
        }
    }

    private static Position before(OverflowTag overflow) {
        return new Position(overflow.epoch(), overflow.offset() - 1);
    }

    /** @return whether the session is behind on that channel, which nobody was told yet */
    boolean isNews(String channel) {
        synchronized (lock) {
            CatchUpState there = all.get(channel);
            return there != null && there.isNews();
        }
    }

    // ---- what is read

    /** @return whether something is to be read now, which is seen to then */
    boolean schedule() {
        if (!any) {
            return false;
        }
        synchronized (lock) {
            if (scheduled || !hasRoom.getAsBoolean()) {
                return false;
            }
            scheduled = all.entrySet().stream().anyMatch(this::mayRead);
            return scheduled;
        }
    }

    private boolean mayRead(Map.Entry<String, CatchUpState> entry) {
        return entry.getValue().mayRead() && !isJoining(entry.getKey());
    }

    private boolean isJoining(String channel) {
        Follows follows = followed.get();
        Follow follow = follows == null ? null : follows.get(channel);
        return follow != null && follow.isJoining();
    }

    List<Reading> begin() {
        synchronized (lock) {
            scheduled = false;
            List<Reading> readings = new ArrayList<>();
            for (Map.Entry<String, CatchUpState> entry : all.entrySet()) {
                if (mayRead(entry)) {
                    CatchUpState catchUp = entry.getValue();
                    catchUp.begin();
                    readings.add(new Reading(ChannelId.of(entry.getKey()), catchUp, catchUp.from()));
                }
            }
            return readings;
        }
    }

    private boolean isOver(Reading reading) {
        return all.get(reading.channel().toString()) != reading.catchUp();
    }

    /** @return whether the session subscribes to it anew just now */
    boolean isJoining(Reading reading) {
        synchronized (lock) {
            return isJoining(reading.channel().toString());
        }
    }

    /** @return whether what was read still follows what the session has */
    boolean isUpToDate(Reading reading) {
        synchronized (lock) {
            return !isOver(reading) && reading.from().equals(reading.catchUp().from());
        }
    }

    /** @return whether a message that was read may go to the queue now */
    boolean advance(Reading reading, StreamMessage message) {
        synchronized (lock) {
            return !isOver(reading)
                    && !isJoining(reading.channel().toString())
                    && reading.catchUp().advance(message.overflow());
        }
    }

    /** It went there, or was left out. */
    void handed(Reading reading, StreamMessage message) {
        synchronized (lock) {
            reading.catchUp().handed(message.position());
        }
    }

    /** @param more whether there is more to read */
    Next end(Reading reading, boolean more) {
        synchronized (lock) {
            if (isOver(reading)) {
                return Next.NOTHING;
            }
            CatchUpState catchUp = reading.catchUp();
            catchUp.end(more);
            if (!catchUp.isBehind()) {
                if (!catchUp.isAhead()) {
                    remove(reading.channel().toString());
                }
                return Next.CAUGHT_UP;
            }
            return catchUp.from().equals(reading.from()) ? Next.WAIT : Next.READ;
        }
    }

    /** What is before that position cannot be had any more. @return how many messages that are */
    long skipTo(Reading reading, Position position) {
        synchronized (lock) {
            long missed = position.offset() - reading.catchUp().from().offset();
            reading.catchUp().skipTo(position);
            return isOver(reading) ? 0 : Math.max(0, missed);
        }
    }

    // ---- what ends it

    /**
     * The client has subscribed anew, and was served.
     *
     * @param served from there on
     * @param upTo the offset of the last message that has come
     * @return whether the session is behind: then what follows is read
     */
    boolean isReadFrom(String channel, Position served, long upTo) {
        synchronized (lock) {
            CatchUpState there = all.get(channel);
            if (there == null || !there.isBehind()) {
                remove(channel);
                return false;
            }
            all.put(channel, new CatchUpState(served, Math.max(upTo, there.seen())));
            return true;
        }
    }

    void forget(String channel) {
        synchronized (lock) {
            remove(channel);
        }
    }

    /** @return whether that was still so */
    boolean forget(Reading reading) {
        synchronized (lock) {
            return !isOver(reading) && remove(reading.channel().toString()) != null;
        }
    }

    private @Nullable CatchUpState remove(String channel) {
        CatchUpState removed = all.remove(channel);
        any = !all.isEmpty();
        return removed;
    }

    /** Reads nothing any more for which the session has no subscription. */
    void forgetUnsubscribed(Subscriptions subscriptions) {
        if (any) {
            List<String> channels;
            synchronized (lock) {
                channels = List.copyOf(all.keySet());
            }
            channels.stream()
                    .filter(channel -> !subscriptions.reach(ChannelId.of(channel)))
                    .forEach(this::forget);
        }
    }

    /** The session has ended. */
    void end() {
        synchronized (lock) {
            all.clear();
            ended = true;
            any = false;
        }
    }
}
