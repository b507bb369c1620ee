package dev.halley.core.session;

import dev.halley.api.Position;
import dev.halley.core.channel.StreamMessage;
import dev.halley.protocol.Encoded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one session holds back on a channel until the replies to its subscribes are written: what waited before, what was missed, and what
 * has come since. Where nothing could be read, what waited before goes after all.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
final class Joining {

    private final Collected total;
    /** The numbers of the joins whose replies are not written. */
    private final Set<Integer> underWay = new HashSet<>(2);
    /** What waited in the queue when it began. */
    private final List<Encoded> setAside = new ArrayList<>(0);
    /** What was read. */
    private List<StreamMessage> missed = List.of();
    /** What has come since, and was not read. */
    private final ArrayDeque<StreamMessage> collected = new ArrayDeque<>();
    /** Where the client was when that was read; {@link Position#NONE} if nothing is read yet. */
    private Position from = Position.NONE;
    /** Up to this offset nothing is held, as it was too much: what is read has to reach it. */
    private long gone;

    /** What is to be handed to the session when it has joined; the first goes into the queue as it is. */
    record Due(List<Encoded> setAside, List<StreamMessage> messages) {

        static final Due NOTHING = new Due(List.of(), List.of());
    }

    Joining(Collected total) {
        this.total = total;
    }

    void begin(int join) {
        underWay.add(join);
    }

    boolean isUnderWay(int join) {
        return underWay.contains(join);
    }

    /** @return whether none is under way any more */
    boolean end(int join) {
        underWay.remove(join);
        return underWay.isEmpty();
    }

    boolean isRead() {
        return !from.equals(Position.NONE);
    }

    /** @return whether that was read before, from there or from further back */
    boolean covers(Position position) {
        return isRead() && from.offset() <= position.offset();
    }

    long gone() {
        return gone;
    }

    void setAside(Encoded event) {
        if (!isRead()) {
            setAside.add(event);
        }
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
    void letGo(long offset) {
        gone = offset;
        setAside.clear();
        forgetCollected(offset);
    }

    /** What is collected is of a history that is void; up to that offset of the new one all is to be read. */
    void lose(long offset) {
        letGo(offset);
        forgetCollected(Long.MAX_VALUE);
    }

    private void forgetCollected(long upTo) {
        while (!collected.isEmpty() && collected.peekFirst().position().offset() <= upTo) {
            total.remove(collected.removeFirst());
        }
    }

    /** @param what follows that position, up to the top */
    void read(Position position, List<StreamMessage> what, Position top) {
        List<StreamMessage> all = new ArrayList<>(what);
        missed.stream()
                .filter(message -> message.position().offset() > top.offset())
                .forEach(all::add);
        missed = all;
        from = position;
        setAside.clear();
        forgetCollected(top.offset());
    }

    /** Holds nothing any more. @return what it held */
    Due due() {
        List<StreamMessage> messages = new ArrayList<>(missed);
        messages.addAll(collected);
        forgetCollected(Long.MAX_VALUE);
        return new Due(List.copyOf(setAside), messages);
    }
}
