package dev.halley.core;

import dev.halley.spi.Clock;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.time.Instant;

/**
 * Time that does not pass.
 *
 * <p>Thread-safety: immutable.
 */
public final class StandingStill implements Clock, Timer {

    @Override
    public long nanos() {
        return 0;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH;
    }

    @Override
    public Task schedule(Duration delay, Runnable task) {
        return () -> {};
    }
}
