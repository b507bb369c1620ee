package dev.halley.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can be set on a channel, and for how many sweeps it was unused.
 *
 * <p>Thread-safety: thread-safe; each setting on its own.
 */
final class ChannelSettings {

    /** A channel is swept when so many sweeps in a row found it unused: what was just made may be used in a moment. */
    static final int SWEEPS = 3;

    private volatile boolean persistent;
    private volatile boolean lazy;
    private volatile @Nullable Duration lazyTimeout;
    private volatile boolean broadcastToPublisher;
    private volatile int unusedSweeps;

    ChannelSettings(boolean broadcastToPublisher) {
        this.broadcastToPublisher = broadcastToPublisher;
    }

    boolean persistent() {
        return persistent;
    }

    void persistent(boolean value) {
        persistent = value;
        used();
    }

    boolean lazy() {
        return lazy;
    }

    @Nullable Duration lazyTimeout() {
        return lazyTimeout;
    }

    void lazy(boolean value, @Nullable Duration timeout) {
        lazyTimeout = timeout;
        lazy = value;
    }

    boolean broadcastToPublisher() {
        return broadcastToPublisher;
    }

    void broadcastToPublisher(boolean value) {
        broadcastToPublisher = value;
    }

    void used() {
        unusedSweeps = 0;
    }

    /** A sweep found it unused. Called by the sweeper alone. @return whether it is to be removed */
    boolean unusedAgain() {
        int sweeps = unusedSweeps + 1;
        unusedSweeps = sweeps;
        return sweeps >= SWEEPS;
    }
}
