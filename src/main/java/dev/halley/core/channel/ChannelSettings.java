package dev.halley.core.channel;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What can be set on a channel.
 *
 * <p>Thread-safety: thread-safe; each setting on its own.
 */
public final class ChannelSettings {

    private volatile boolean persistent;
    private volatile boolean lazy;
    private volatile @Nullable Duration lazyTimeout;
    private volatile boolean broadcastToPublisher;
    private volatile @Nullable Boolean presence;
    private final LongAdder dropped = new LongAdder();

    ChannelSettings(boolean broadcastToPublisher) {
        this.broadcastToPublisher = broadcastToPublisher;
    }

    /** @return counts the messages that its overflow policy has dropped */
    LongAdder dropped() {
        return dropped;
    }

    public boolean persistent() {
        return persistent;
    }

    void persistent(boolean value) {
        persistent = value;
    }

    public boolean lazy() {
        return lazy;
    }

    public @Nullable Duration lazyTimeout() {
        return lazyTimeout;
    }

    void lazy(boolean value, @Nullable Duration timeout) {
        lazyTimeout = timeout;
        lazy = value;
    }

    public boolean broadcastToPublisher() {
        return broadcastToPublisher;
    }

    void broadcastToPublisher(boolean value) {
        broadcastToPublisher = value;
    }

    /** @return whether members are to be shown; null if nobody said */
    @Nullable Boolean presence() {
        return presence;
    }

    void presence(boolean value) {
        presence = value;
    }
}
