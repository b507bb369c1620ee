package dev.halley.core.request;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many handshakes through in a second, and tells the others when to come again, so that they come one after the other.
 *
 * <p>A second begins with the first handshake after the last one. Who is sent away gets the next free place in the seconds to come; nobody
 * holds it free, so that one who never comes back costs nothing, and one who comes anew may find it taken and is sent away again.
 *
 * <p>Thread-safety: thread-safe; guarded by itself.
 */
final class HandshakePace {

    /** Nobody is sent away for longer than this, however many came before. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    /** What is answered where a handshake may go on. */
    static final long NOW = 0;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final int perSecond;
    private final long apart;
    private boolean begun;
    private long secondEnds;
    private int admitted;
    private long nextPlace;

    /** @param perSecond empty for no limit */
    HandshakePace(OptionalInt perSecond) {
        this.perSecond = perSecond.orElse(0);
        // Rounded up: rather one less in a second than one more.
        this.apart = perSecond.isEmpty() ? 0 : (SECOND + this.perSecond - 1) / this.perSecond;
    }

    /**
     * Asks for a handshake.
     *
     * @param now nanoseconds of the server's clock
     * @return {@link #NOW}, or how many milliseconds later it is to come again
     */
    long ask(long now) {
        return perSecond == 0 ? NOW : pace(now);
    }

    private synchronized long pace(long now) {
        if (!begun || now - secondEnds >= 0) {
            if (!begun) {
                begun = true;
                nextPlace = now;
            }
            secondEnds = now + SECOND;
            admitted = 0;
        }
        if (admitted < perSecond) {
            admitted++;
            return NOW;
        }
        if (nextPlace - secondEnds < 0 || nextPlace - now > LONGEST.toNanos()) {
            // Nobody waits, or the places that can be given are given: then they are given once more.
            nextPlace = secondEnds;
        }
        long wait = nextPlace - now;
        nextPlace += apart;
        return Math.floorDiv(wait + MILLI - 1, MILLI);
    }
}
