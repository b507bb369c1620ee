package dev.halley.spi;

import java.time.Duration;
import java.util.List;

/**
 * A call of the application's code, made on a thread of the server's own, that has taken longer than {@code stuckAfter} and
 * has not returned.
 *
 * <p>Thread-safety: immutable.
 *
 * @param what names the hook, such as {@code session removed listener}
 * @param type the class that was called
 * @param age how long the call takes already
 * @param thread the name of the thread that it keeps
 * @param stack where that thread is, the innermost frame first; empty if it has just returned
 * @since 0.1.0
 */
public record StuckCall(String what, String type, Duration age, String thread, List<StackTraceElement> stack) {

    public StuckCall {
        stack = List.copyOf(stack);
    }
}
