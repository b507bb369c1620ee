package dev.halley.core.session;

/**
 * How much goes together with a reply to a client that gets what it has missed, or what was lost on its way: little at first, and twice as
 * much each time it comes for more, so that it gets on also where no connection lives long enough for all.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
final class SlowStart {

    /** As much as a frame has by default. */
    static final int FIRST = 8_192;

    private int room = FIRST;

    /** What was lost on its way begins to go again. */
    void beginAgain() {
        room = FIRST;
    }

    /** The client has what went before, as far as is known. */
    void goOn() {
        room = room > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : 2 * room;
    }

    /** @return bytes that may go now */
    int room() {
        return room;
    }
}
