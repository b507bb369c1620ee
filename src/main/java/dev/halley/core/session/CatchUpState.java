package dev.halley.core.session;

import dev.halley.api.Position;
import dev.halley.protocol.OverflowTag;
import org.jspecify.annotations.Nullable;

/**
 * How far one session is on one channel that is read for it, as its queue had no room for what came. When it has caught up, it is kept for a
 * while: what was read before it came is known then.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
final class CatchUpState {

    /** Up to here all has gone to the queue, or was left out. */
    private Position from;
    /** The newest message that has come meanwhile. */
    private long seen;
    /** Whether what comes is to be read. */
    private boolean behind = true;

    private boolean reading;
    /** Whether there was no room for what follows, since it began to read. */
    private boolean stopped;
    /** Of what was read and is handed to the queue now. */
    private @Nullable OverflowTag handing;

    private int read;
    private boolean told;

    CatchUpState(Position from, long seen) {
        this.from = from;
        this.seen = seen;
    }

    Position from() {
        return from;
    }

    long seen() {
        return seen;
    }

    boolean isBehind() {
        return behind;
    }

    boolean mayRead() {
        return behind && !reading;
    }

    /** @return how many messages were read */
    int read() {
        return read;
    }

    /** @return whether it is asked for the first time since it is behind */
    boolean isNews() {
        boolean news = behind && !told;
        told |= behind;
        return news;
    }

    /** A message is on its way to the queue. @return whether it was read, and goes there now; the same one that comes does not */
    boolean isHanding(OverflowTag message) {
        return handing == message;
    }

    /** @return whether that was read before it came */
    boolean knows(long offset) {
        return offset <= from.offset();
    }

    /** A message does not go to the queue: it is to be read. @param before its position */
    void fallBack(Position before) {
        if (!behind) {
            from = before;
            behind = true;
            told = false;
            read = 0;
        } else if (before.offset() < from.offset()) {
            from = before;
            stopped = true;
        }
    }

    /** Messages are to be read, unless they were. @param before the position of the first */
    void fallBehind(Position before) {
        if (!behind) {
            fallBack(before.offset() > from.offset() ? before : from);
        }
    }

    /** A message has come that is to be read. */
    void came(long offset) {
        seen = Math.max(seen, offset);
    }

    /** There is no room for what follows. */
    void stop() {
        stopped = true;
        handing = null;
    }

    void begin() {
        reading = true;
        stopped = false;
    }

    /** What was lost is left out. */
    void skipTo(Position position) {
        from = position;
        reading = false;
    }

    /** @return whether a message that was read may go to the queue now */
    boolean advance(@Nullable OverflowTag message) {
        if (!behind || stopped) {
            return false;
        }
        handing = message;
        return true;
    }

    /** It went there, or was left out. */
    void handed(Position position) {
        if (!stopped) {
            from = position;
            read++;
        }
        handing = null;
    }

    /** @param more whether there is more to read */
    void end(boolean more) {
        reading = false;
        handing = null;
        behind = stopped || more || from.offset() < seen;
    }

    /** @return whether it has read what has not come yet */
    boolean isAhead() {
        return from.offset() > seen;
    }
}
