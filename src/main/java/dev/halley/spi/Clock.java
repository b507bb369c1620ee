package dev.halley.spi;

import java.time.InstantSource;

/**
 * The server's time: that of the calendar, and a monotonic one.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface Clock extends InstantSource {

    /** @return monotonic nanoseconds since an arbitrary moment; only differences are meaningful */
    long nanos();
}
