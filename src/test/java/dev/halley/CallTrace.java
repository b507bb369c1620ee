package dev.halley;

import java.util.ArrayList;
import java.util.List;

/**
 * The methods that were entered between {@link #start} and {@link #stop}, in order, whatever thread entered them. Classes that a
 * {@link TracingLoader} has loaded tell it. Public because they are not of its package, though of one with its name.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class CallTrace {

    private static final List<String> ENTERED = new ArrayList<>();
    private static boolean running;

    private CallTrace() {}

    public static synchronized void start() {
        ENTERED.clear();
        running = true;
    }

    public static synchronized List<String> stop() {
        running = false;
        return List.copyOf(ENTERED);
    }

    /** Called by what is traced. @param method with its class, without what all packages begin with */
    public static synchronized void entered(String method) {
        if (running) {
            ENTERED.add(method);
        }
    }

    /** @return the first of these methods that was not entered after the ones before it; empty if all were, in this order */
    static String firstOutOfOrder(List<String> expected, List<String> trace) {
        int from = 0;
        for (String method : expected) {
            int found = trace.subList(from, trace.size()).indexOf(method);
            if (found < 0) {
                return method;
            }
            from += found + 1;
        }
        return "";
    }
}
