package dev.halley.client;

import java.time.Duration;

/**
 * The time as a client sees it, and tasks for later. Tests move it by hand.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
interface ClientTime {

    /** @return milliseconds of the calendar */
    long millis();

    /** @return nanoseconds since some moment; meaningful only as a difference */
    long nanos();

    /**
     * @param task short; hands itself to a strand
     * @return cancels it as long as it has not begun
     */
    Registration later(Duration delay, Runnable task);
}
