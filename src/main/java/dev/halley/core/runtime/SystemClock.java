package dev.halley.core.runtime;

import dev.halley.spi.Clock;
import java.time.Instant;

/**
 * The machine's clock.
 *
 * <p>Thread-safety: stateless.
 */
public final class SystemClock implements Clock {

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }
}
