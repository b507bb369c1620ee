package dev.halley.operation;

import dev.halley.spi.StuckCall;

/**
 * How a call that is stuck is shown.
 *
 * <p>Thread-safety: stateless.
 */
final class StuckText {

    private StuckText() {}

    /** @return hook, class, age, and the thread that it keeps */
    static String of(StuckCall call) {
        return call.what() + " " + call.type() + " for " + call.age().toMillis() + " ms on thread " + call.thread();
    }
}
