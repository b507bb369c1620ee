package dev.halley.core.session;

import dev.halley.api.Position;
import dev.halley.core.channel.StreamMessage;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.HistoryTag;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far one session is on one channel with history. While it joins, messages are collected; when what it had missed was read, and its
 * client has the reply, they follow, and it is live. Messages come in the order of their offsets; an offset that is skipped was left out on
 * purpose.
 *
 * <p>It has no channel, clock or thread of its own.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
final class Follow {

    /** However many may wait for a session: what is collected is in nobody's queue yet, and its bytes are not counted. */
    static final int MOST_COLLECTED = 10_000;

    /** What is to be done with a message that came. */
    enum Arrival {
        /** It goes to the session now. */
        PASS,
        /** It goes when the session has joined. */
        COLLECTED,
        /** It came before, or was read. */
        KNOWN,
        /** More than may be is collected before what was missed is read: that is read anew. */
        COLLECTED_TOO_MANY,
        /** More than may be waits until the client has the reply: it is left out. */
        TOO_MANY
    }

    /** The last message that has come. */
    private long seen;
    /** The last message that went to the session's queue, or was left out. */
    private Position considered = Position.NONE;
    /** The last message that went out of the queue; what the client was told when it joined. */
    private Position out = Position.NONE;
    /** Whether the client knows the epoch of that. */
    private boolean epochKnown;
    /** The last position that a connect's reply told. */
    private Position told = Position.NONE;
    /** Null if it is live. */
    private @Nullable ArrayDeque<StreamMessage> joining;

    private boolean read;
    private boolean readAnew;
    private int joins;

    /** Begins to join. @return the number of that: an older one ends nothing any more */
    int join() {
        joining = new ArrayDeque<>();
        seen = 0;
        read = false;
        readAnew = false;
        return ++joins;
    }

    boolean isJoining() {
        return joining != null;
    }

    /**
     * What was missed is read.
     *
     * @param from where the client is
     * @param missed what follows that
     * @param top up to where that was read
     * @return false if that is to be read anew: it may end before what was collected begins
     */
    boolean read(int join, Position from, List<StreamMessage> missed, Position top) {
        ArrayDeque<StreamMessage> collected = joining;
        if (join != joins || collected == null) {
            return true;
        }
        if (readAnew) {
            collected.clear();
            readAnew = false;
            return false;
        }
        read = true;
        collected.removeIf(message -> message.position().offset() <= top.offset());
        for (int i = missed.size() - 1; i >= 0; i--) {
            collected.addFirst(missed.get(i));
        }
        seen = Math.max(seen, top.offset());
        considered = missed.isEmpty() ? top : from;
        out = from;
        epochKnown = true;
        told = Position.NONE;
        return true;
    }

    /** The client has the reply: it is live. @return what is to be handed to the session now; empty if it has joined anew meanwhile */
    List<StreamMessage> live(int join) {
        ArrayDeque<StreamMessage> collected = joining;
        if (join != joins || collected == null) {
            return List.of();
        }
        joining = null;
        return List.copyOf(collected);
    }

    /** A message comes. @param most how many may be collected, never more than {@link #MOST_COLLECTED} */
    Arrival arrive(StreamMessage message, int most) {
        long offset = message.position().offset();
        if (offset <= seen) {
            return Arrival.KNOWN;
        }
        ArrayDeque<StreamMessage> collected = joining;
        if (collected != null && collected.size() >= Math.min(most, MOST_COLLECTED)) {
            readAnew = !read;
            return read ? Arrival.TOO_MANY : Arrival.COLLECTED_TOO_MANY;
        }
        seen = offset;
        if (collected == null) {
            beginAt(message.position());
            return Arrival.PASS;
        }
        collected.addLast(message);
        return Arrival.COLLECTED;
    }

    /** Where it follows without having joined, as a pattern's subscriber does, it begins with the first message. */
    private void beginAt(Position first) {
        if (out.equals(Position.NONE)) {
            out = new Position(first.epoch(), first.offset() - 1);
        }
    }

    /** That message went to the queue, or was left out. */
    void consider(Position position) {
        if (joining == null && position.offset() > considered.offset()) {
            considered = position;
        }
    }

    /** @return the event as it goes out now */
    Encoded form(Encoded event) {
        HistoryTag tag = Objects.requireNonNull(event.tag());
        boolean again = tag.offset() <= out.offset();
        boolean sameEpoch = tag.epoch().equals(out.epoch());
        boolean next = sameEpoch && tag.base() == out.offset();
        if (again || next && epochKnown) {
            return event;
        }
        HistoryTag told = epochKnown && sameEpoch ? tag : tag.writingEpoch();
        return Encoded.of((ChannelMessage) event.message(), sameEpoch && !next ? told.after(out.offset()) : told);
    }

    /** The event went out. */
    void wentOut(HistoryTag tag) {
        if (tag.offset() > out.offset()) {
            out = new Position(tag.epoch(), tag.offset());
            epochKnown = true;
        }
    }

    /** What went out last was left out after all. @param first of it */
    void tookBack(HistoryTag first) {
        out = new Position(first.epoch(), first.base());
        epochKnown = !first.withEpoch();
    }

    /** A message is dropped that waits; it may have gone out before, and was about to go again. */
    void dropped(HistoryTag tag) {
        if (tag.offset() <= out.offset()) {
            tookBack(tag);
        }
    }

    /** The next message says its epoch again. */
    void repeatEpoch() {
        epochKnown = false;
    }

    /** @return where its client is, if it gets all that went out */
    Position out() {
        return out;
    }

    /** @return whether messages were left out behind the last one that went out */
    boolean hasTail() {
        return joining == null && considered.offset() > out.offset();
    }

    /** Where a tail was left out. @return what the client is to be told; null if it was told that already */
    @Nullable Position untold() {
        if (!hasTail() || considered.equals(told)) {
            return null;
        }
        told = considered;
        return told;
    }
}
