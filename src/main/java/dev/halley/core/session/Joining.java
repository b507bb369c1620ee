package dev.halley.core.session;

import dev.halley.api.Position;
import dev.halley.core.channel.StreamMessage;
import dev.halley.protocol.Encoded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What one session holds back on a channel until the replies to its subscribes are written: what waited before, what was missed, and what
 * has come since. Where all of them are refused, nothing of what was read goes to the session, and what waited before goes after all.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
final class Joining {

    private final Collected total;
    /** The last message that had come when it began. */
    private final long seenBefore;
    /** Of the joins whose replies are not written, by their numbers, where their clients are; {@link Position#NONE} until that is read. */
    private final Map<Integer, Position> underWay = new HashMap<>(2);
    /** What waited in the queue when it began. */
    private final List<Encoded> back = new ArrayList<>(0);
    /** What was about to enter the queue when it began. */
    private final List<Encoded> late = new ArrayList<>(0);
    /** What was read. */
    private List<StreamMessage> missed = List.of();
    /** What has come since, and was not read. */
    private final ArrayDeque<StreamMessage> collected = new ArrayDeque<>();
    /** What was read follows this; {@link Position#NONE} if nothing is read yet. */
    private Position from = Position.NONE;
    /** Up to where that was read. */
    private Position top = Position.NONE;
    /** Where the client is that was served, the one furthest back; {@link Position#NONE} if none was. */
    private Position served = Position.NONE;
    /** Whether the client knows the epoch of that. */
    private boolean epochKnown;
    /** Whether the history has become void since that was read. */
    private boolean lostSinceRead;
    /** Up to this offset nothing is held, as it was too much: what is read has to reach it. */
    private long gone;
    /** The first and the last message that have come since, held or read; 0 if none has. */
    private long firstCame;

    private long lastCame;

    /**
     * What is to be handed to the session when it has joined.
     *
     * @param back waited in the queue before, and goes there again
     * @param late was about to enter the queue
     * @param messages follow
     * @param served they follow that position, where the client is; {@link Position#NONE} if it was refused
     */
    record Due(List<Encoded> back, List<Encoded> late, List<StreamMessage> messages, Position served) {

        static final Due NOTHING = new Due(List.of(), List.of(), List.of(), Position.NONE);

        /** @return the offset of the last of the messages; 0 if there is none */
        long last() {
            return messages.isEmpty()
                    ? 0
                    : messages.get(messages.size() - 1).position().offset();
        }
    }

    Joining(Collected total, long seenBefore) {
        this.total = total;
        this.seenBefore = seenBefore;
    }

    /** @param waiting what of the channel was in the queue */
    void begin(int join, List<Encoded> waiting) {
        underWay.put(join, Position.NONE);
        back.addAll(waiting);
    }

    boolean isUnderWay(int join) {
        return underWay.containsKey(join);
    }

    /** @param serves whether its client was not refused. @return whether none is under way any more */
    boolean end(int join, boolean serves) {
        Position at = underWay.getOrDefault(join, Position.NONE);
        underWay.remove(join);
        boolean furthestBack = !serves() || at.offset() < served.offset();
        if (serves && !at.equals(Position.NONE) && furthestBack) {
            served = at;
        }
        return underWay.isEmpty();
    }

    boolean isRead() {
        return !from.equals(Position.NONE);
    }

    /** @return whether that was read before, from there or from further back */
    private boolean covers(Position position) {
        return isRead() && from.offset() <= position.offset();
    }

    /** @return what was read follows this; {@link Position#NONE} if nothing is read yet */
    Position from() {
        return from;
    }

    /** @return the offset up to which that was read */
    long top() {
        return top.offset();
    }

    /** @return whether a client was served from what was read */
    boolean serves() {
        return !served.equals(Position.NONE);
    }

    Position served() {
        return served;
    }

    boolean isEpochKnown() {
        return epochKnown;
    }

    void repeatEpoch() {
        epochKnown = false;
    }

    void setAside(Encoded event) {
        late.add(event);
    }

    /** A message comes. */
    void came(long offset) {
        if (offset > seenBefore) {
            firstCame = firstCame == 0 ? offset : firstCame;
            lastCame = offset;
        }
    }

    /** @return the last message that has come */
    long seen() {
        return Math.max(seenBefore, lastCame);
    }

    /** @return false if the message does not fit */
    boolean collect(StreamMessage message) {
        boolean fits = total.add(message);
        if (fits) {
            collected.addLast(message);
        }
        return fits;
    }

    /** Up to that offset all is to be read. */
    void release(long offset) {
        gone = offset;
        back.clear();
        late.clear();
        forgetCollected(offset);
    }

    /** What is collected is of a history that is void; up to that offset of the new one all is to be read. */
    void lose(long offset) {
        release(offset);
        forgetCollected(Long.MAX_VALUE);
    }

    /** The history is void that was read. */
    void lostSinceRead() {
        lostSinceRead = true;
    }

    boolean isLostSinceRead() {
        return lostSinceRead;
    }

    private void forgetCollected(long upTo) {
        while (!collected.isEmpty() && collected.peekFirst().position().offset() <= upTo) {
            total.remove(collected.removeFirst());
        }
    }

    /**
     * @param position where the client of that join is
     * @param what follows that
     * @param upTo the position of the last
     * @return false if it is to be read anew
     */
    boolean read(int join, Position position, List<StreamMessage> what, Position upTo) {
        if (!covers(position)) {
            if (upTo.offset() < gone) {
                return false;
            }
            List<StreamMessage> all = new ArrayList<>(what);
            missed.stream()
                    .filter(message -> message.position().offset() > upTo.offset())
                    .forEach(all::add);
            missed = all;
            from = position;
            top = upTo.offset() > top.offset() ? upTo : top;
            epochKnown = true;
            forgetCollected(upTo.offset());
        }
        underWay.put(join, position);
        return true;
    }

    /** @return the last message that was considered for the session when it begins with what is due */
    Position considered() {
        boolean nothingMissed = missed.stream().noneMatch(this::isServed);
        return nothingMissed ? top : served;
    }

    /** @return up to this offset messages are missing that nobody left out on purpose, if nobody was served */
    long missing() {
        if (!isRead()) {
            return gone;
        }
        boolean begunBefore = firstCame == 0 || from.offset() < firstCame;
        long unread = begunBefore ? 0 : from.offset();
        return gone > 0 ? Math.max(unread, seenBefore) : unread;
    }

    /** Holds nothing any more. @return what it held */
    Due due() {
        Stream<StreamMessage> all = Stream.concat(missed.stream(), collected.stream());
        boolean serves = serves();
        List<StreamMessage> messages =
                all.filter(serves ? this::isServed : this::hasCome).toList();
        forgetCollected(Long.MAX_VALUE);
        return serves ? new Due(List.of(), List.of(), messages, served) : new Due(back, late, messages, Position.NONE);
    }

    private boolean isServed(StreamMessage message) {
        return message.position().offset() > served.offset();
    }

    private boolean hasCome(StreamMessage message) {
        long offset = message.position().offset();
        return firstCame > 0 && offset >= firstCame && offset <= lastCame;
    }
}
