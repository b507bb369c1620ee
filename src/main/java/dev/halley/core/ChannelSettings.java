package dev.halley.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can be set on a channel.
 *
 * <p>Thread-safety: thread-safe; each setting on its own.
 */
final class ChannelSettings {

    private volatile boolean persistent;
    private volatile boolean lazy;
    private volatile @Nullable Duration lazyTimeout;
    private volatile boolean broadcastToPublisher;

    ChannelSettings(boolean broadcastToPublisher) {
        this.broadcastToPublisher = broadcastToPublisher;
    }

    boolean persistent() {
        return persistent;
    }

    void persistent(boolean value) {
        persistent = value;
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
}
