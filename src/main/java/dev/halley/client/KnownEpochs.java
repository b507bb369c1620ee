package dev.halley.client;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where epochs of one channel are known to be. A message that names none is of the epoch of the one that was sent before it; over polling
 * that one, or a reply that was sent before both, may arrive later. So what counts is where they stand, not when they came.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class KnownEpochs {

    private final NavigableMap<Long, String> byOffset = new TreeMap<>();
    /** What comes behind it is of its epoch; the message that stands there may be of the one before. */
    private @Nullable Position behind;
    /** Whether a subscribe has no reply, which may have named another epoch: then what names none may be of any. */
    private boolean unsure;

    /** @return the epoch of what is marked like that; null if none is known */
    @Nullable String of(HistoryMark mark) {
        if (mark.epoch() != null) {
            byOffset.put(mark.offset(), mark.epoch());
            return mark.epoch();
        }
        if (unsure) {
            return null;
        }
        Map.Entry<Long, String> before = byOffset.floorEntry(mark.offset());
        Position top = behind;
        if (top != null && mark.offset() > top.offset() && (before == null || before.getKey() <= top.offset())) {
            return top.epoch();
        }
        Map.Entry<Long, String> nearest = before == null ? byOffset.firstEntry() : before;
        return nearest == null ? null : nearest.getValue();
    }

    /**
     * A subscribe was answered. Only what was named behind where the channel goes on stays: it was sent after the reply.
     *
     * @param from the position that the client gave, where what was missed follows it; null if nothing follows a position of the client's
     * @param top that the reply names
     */
    void goOnFrom(@Nullable Position from, Position top) {
        Position first = from == null ? top : from;
        byOffset.headMap(first.offset(), true).clear();
        byOffset.put(first.offset(), first.epoch());
        behind = top;
        unsure = false;
    }

    /** A subscribe has no reply, and will have none in this session. */
    void replyLost() {
        unsure = true;
    }

    /** A session begins, in which what was asked before has named nothing. */
    void sessionBegins() {
        unsure = false;
    }

    boolean isUnsure() {
        return unsure;
    }

    /** The client does not go on from there: what comes at that offset may be of another epoch. */
    void leave(Position position) {
        byOffset.remove(position.offset(), position.epoch());
    }

    /** The client has come that far: only what follows counts. */
    void forgetBefore(Position position) {
        byOffset.put(position.offset(), position.epoch());
        byOffset.headMap(position.offset(), false).clear();
    }

    void forget() {
        byOffset.clear();
        behind = null;
        unsure = false;
    }
}
