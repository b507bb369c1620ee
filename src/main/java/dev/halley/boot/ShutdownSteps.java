package dev.halley.boot;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be undone, the latest first; each step once, and all of them even if one fails.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 */
final class ShutdownSteps {

    private static final System.Logger LOG = System.getLogger(ShutdownSteps.class.getName());

    private final Deque<Step> steps = new ArrayDeque<>();

    private record Step(String what, Runnable action) {}

    /** @param what names the step for the log, such as {@code stop the transports} */
    void later(String what, Runnable action) {
        steps.push(new Step(what, action));
    }

    void run() {
        for (Step step = steps.poll(); step != null; step = steps.poll()) {
            try {
                step.action.run();
            } catch (RuntimeException | LinkageError failed) {
                LOG.log(System.Logger.Level.WARNING, "Could not " + step.what, failed);
            }
        }
    }
}
