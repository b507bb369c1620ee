package dev.halley.spi;

import java.time.Duration;
import java.util.List;

/**
 * A call of the application's code, on a thread of the server, that has taken longer than {@code stuckAfter} and has
 * not returned.
 *
 * <p>Thread-safety: immutable.
 *
 * @param what the hook, such as {@code session removed listener}
 * @param type the called class
 * @param age how long the call has taken so far
 * @param thread the name of the thread
 * @param stack the stack of that thread, the innermost frame first; empty if the call has just returned
 * @since 0.1.0
 */
public record StuckCall(String what, String type, Duration age, String thread, List<StackTraceElement> stack) {

    /** Copies the list. */
    public StuckCall {
        stack = List.copyOf(stack);
    }
}
