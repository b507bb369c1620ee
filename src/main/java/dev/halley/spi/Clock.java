package dev.halley.spi;

import java.time.InstantSource;

/**
 * The server's time: the calendar's, and one that only ever moves forward.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface Clock extends InstantSource {

    /** @return nanoseconds since some moment; meaningful only as a difference */
    long nanos();
}
