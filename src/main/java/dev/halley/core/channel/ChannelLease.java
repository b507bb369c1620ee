package dev.halley.core.channel;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a channel is in use, and its end: what would use a channel either comes before its end, and prevents it, or
 * learns that it came too late.
 *
 * <p>Thread-safety: guarded by this.
 */
public final class ChannelLease {

    /** A channel is swept when so many sweeps in a row found it unused: what was just made may be used in a moment. */
    public static final int SWEEPS = 3;

    private int unusedSweeps;
    private boolean ended;

    /** @return false if the channel is gone: another one is to be got in its place */
    synchronized boolean lease() {
        unusedSweeps = 0;
        return !ended;
    }

    /** @param use begins to use the channel; not called if it is gone. @return what that gave; null if the channel is gone */
    synchronized <T> @Nullable T lease(Supplier<T> use) {
        return lease() ? use.get() : null;
    }

    /**
     * A sweep comes by.
     *
     * @param unused whether nothing uses the channel
     * @param close ends it, unless somebody uses it by now
     * @return whether this has ended it
     */
    synchronized boolean sweep(BooleanSupplier unused, BooleanSupplier close) {
        if (ended || !unused.getAsBoolean()) {
            unusedSweeps = 0;
            return false;
        }
        unusedSweeps++;
        ended = unusedSweeps >= SWEEPS && close.getAsBoolean();
        return ended;
    }

    synchronized void end() {
        ended = true;
    }
}
