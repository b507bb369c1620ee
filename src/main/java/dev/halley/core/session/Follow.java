package dev.halley.core.session;

import dev.halley.api.Position;
import dev.halley.core.channel.StreamMessage;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.HistoryTag;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

    /** How many epochs are known of what has come since a loss; messages of others do not tell it. */
    private static final int MOST_EPOCHS = 16;

    private final Collected collected;
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
    /** Up to this offset messages are gone that nobody left out on purpose: the client is to see that they are missing. */
    private long gone;
    /** Whether the next message says that the position before it is void; not one that was queued before. */
    private boolean lost;
    /** Behind this offset what was queued before says it, too: a message was dropped that told an older loss. */
    private long olderLost = Long.MAX_VALUE;
    /** Where the history ended then. */
    private Position lostAt = Position.NONE;
    /** The epochs of what has come since then, if not too many. */
    private Set<String> epochsSince = Set.of();
    /** Null if it is live. */
    private @Nullable Joining joining;
    /** When it began to join, or ended that: as {@link Follows} counts. */
    private int changed;

    /** @param collected what its session collects in all */
    Follow(Collected collected) {
        this.collected = collected;
    }

    /**
     * Begins to join, also while an older join is under way.
     *
     * @param number of this join, higher than those before
     * @param waiting what was to go out, and goes after all if nothing can be read
     */
    void join(int number, List<Encoded> waiting) {
        Joining holding = joining == null ? new Joining(collected, seen) : joining;
        holding.begin(number, waiting);
        joining = holding;
        changed = number;
    }

    boolean isJoining() {
        return joining != null;
    }

    /** @return whether it has begun or ended to join since then */
    boolean hasChangedSince(int number) {
        return changed > number;
    }

    /** An event of before that it began to join was about to enter the queue. */
    void setAside(Encoded event) {
        if (joining != null) {
            joining.setAside(event);
        }
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
        Joining holding = joining;
        if (holding == null || !holding.isUnderWay(join)) {
            return true;
        }
        boolean read = holding.read(join, from, missed, top);
        seen = Math.max(seen, holding.top());
        return read;
    }

    /**
     * The client has the reply, or will never: it is live, unless another join is under way.
     *
     * @param serves whether what was read is for the client: its subscribe was not refused
     * @param number of this change, higher than those before
     */
    Joining.Due live(int join, boolean serves, int number) {
        Joining holding = joining;
        if (holding == null || !holding.isUnderWay(join)) {
            return Joining.Due.NOTHING;
        }
        changed = number;
        if (!holding.end(join, serves)) {
            return Joining.Due.NOTHING;
        }
        joining = null;
        if (holding.serves()) {
            considered = holding.considered();
            out = holding.served();
            gone = 0;
            epochKnown = holding.isEpochKnown();
            told = Position.NONE;
            lost &= holding.isLostSinceRead();
            olderLost = Long.MAX_VALUE;
        } else {
            seen = holding.seen();
            gone = Math.max(gone, holding.missing());
        }
        Joining.Due due = holding.due();
        due.messages().stream().findFirst().ifPresent(first -> beginAt(first.position()));
        return due;
    }

    /** A message comes. */
    Arrival arrive(StreamMessage message) {
        long offset = message.position().offset();
        Joining holding = joining;
        if (holding != null) {
            holding.came(offset);
        }
        if (offset <= seen) {
            return Arrival.KNOWN;
        }
        seen = offset;
        comeSinceLoss(message.position().epoch());
        if (holding == null) {
            beginAt(message.position());
            return Arrival.PASS;
        }
        if (holding.collect(message)) {
            return Arrival.COLLECTED;
        }
        if (holding.isRead()) {
            return Arrival.TOO_MANY;
        }
        holding.release(offset);
        return Arrival.COLLECTED_TOO_MANY;
    }

    /**
     * What was behind the position of the session cannot be had, and messages come from that one on: their offsets may have come before. While
     * it joins, and nothing is read yet, that is read from the new history.
     *
     * @return whether the client is to be told
     */
    boolean lost(Position top) {
        lostAt = top;
        epochsSince = new HashSet<>(1);
        seen = top.offset();
        Joining holding = joining;
        if (holding != null && !holding.isRead()) {
            holding.lose(top.offset());
            return false;
        }
        if (holding == null) {
            considered = top;
            out = top;
            gone = 0;
        } else {
            holding.lostSinceRead();
        }
        epochKnown = false;
        told = Position.NONE;
        lost = true;
        return true;
    }

    private void comeSinceLoss(String epoch) {
        if (!lostAt.equals(Position.NONE)) {
            if (epochsSince.size() >= MOST_EPOCHS) {
                epochsSince.clear();
            }
            epochsSince.add(epoch);
        }
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

    /** What was queued after that position is to be read again. */
    void displaced(Position before) {
        if (before.offset() < considered.offset()) {
            considered = before;
        }
    }

    /** @return the event as it goes out now */
    Encoded form(Encoded event) {
        HistoryTag tag = Objects.requireNonNull(event.tag());
        if (isBeforeLoss(tag)) {
            // What said its epoch may have been dropped.
            HistoryTag whole = tag.writingEpoch();
            return Encoded.of((ChannelMessage) event.message(), tag.offset() > olderLost ? whole.sayingLost() : whole);
        }
        boolean again = !lost && tag.offset() <= out.offset();
        boolean sameEpoch = tag.epoch().equals(out.epoch());
        boolean next = sameEpoch && tag.base() == out.offset();
        if (again || next && epochKnown && !lost || tag.published() != null) {
            return event;
        }
        HistoryTag told = epochKnown && sameEpoch ? tag : tag.writingEpoch();
        boolean leftOut = sameEpoch && !next && !isMissing();
        HistoryTag whole = leftOut ? told.after(out.offset()) : told;
        return Encoded.of((ChannelMessage) event.message(), lost ? whole.sayingLost() : whole);
    }

    /** @return whether something behind the last message that went out is gone, and was not left out on purpose */
    private boolean isMissing() {
        return out.offset() < gone;
    }

    /** @return whether it was in the queue, or on its way, when its position became void: such as a batch that goes again */
    private boolean isBeforeLoss(HistoryTag tag) {
        boolean isOfThatHistory = tag.epoch().equals(lostAt.epoch());
        return lost && (isOfThatHistory ? tag.offset() <= lostAt.offset() : !epochsSince.contains(tag.epoch()));
    }

    /** The event went out. */
    void wentOut(HistoryTag tag) {
        if (tag.lost() && tag.offset() > olderLost) {
            olderLost = Long.MAX_VALUE;
        }
        if (isBeforeLoss(tag)) {
            return;
        }
        lost &= !tag.lost();
        if (tag.offset() > out.offset() || tag.lost()) {
            out = new Position(tag.epoch(), tag.offset());
            epochKnown = true;
        }
    }

    /** What went out last was left out after all. @param first of it */
    void tookBack(HistoryTag first) {
        if (lost) {
            // It went before that became void: where it stood is no place to go on from.
            olderLost = first.lost() ? Math.min(olderLost, first.offset()) : olderLost;
            return;
        }
        out = new Position(first.epoch(), first.base());
        epochKnown = !first.withEpoch();
        lost = first.lost();
    }

    /** A message is dropped that waits; it may have gone out before, and was about to go again. */
    void dropped(HistoryTag tag) {
        if (tag.offset() <= out.offset() || lost) {
            tookBack(tag);
        } else {
            lost = tag.lost();
        }
    }

    /** The next message says its epoch again. */
    void repeatEpoch() {
        epochKnown = false;
        if (joining != null) {
            joining.repeatEpoch();
        }
    }

    /** @return whether the client is yet to be told that its position is void */
    boolean isLost() {
        return lost;
    }

    /** @return where its client is, if it gets all that went out */
    Position out() {
        return joining == null || !joining.isRead() ? out : joining.from();
    }

    /** What it held is not for the session, which is not subscribed any more: if it is again, its client sees that something is missing. */
    void forgo() {
        gone = seen;
    }

    /** @return whether messages were left out behind the last one that went out */
    boolean hasTail() {
        return joining == null && considered.offset() > out.offset() && !isMissing();
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
