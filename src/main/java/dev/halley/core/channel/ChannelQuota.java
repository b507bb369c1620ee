package dev.halley.core.channel;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the channels that are there because one remote session wanted them. The channels know it, not the session, so
 * that a session that has ended is not kept alive by what it made.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ChannelQuota {

    /** The reason in the error of who wants one too many. */
    public static final String EXCEEDED = "max_channels";

    private final int max;
    private final AtomicInteger made = new AtomicInteger();

    public ChannelQuota(int max) {
        this.max = max;
    }

    /** Counts a channel that is about to be made. @return false if that would be one too many */
    boolean take() {
        return made.getAndUpdate(count -> count < max ? count + 1 : count) < max;
    }

    /** A channel is gone, or was not made after all. */
    void giveBack() {
        made.decrementAndGet();
    }

    public int made() {
        return made.get();
    }
}
