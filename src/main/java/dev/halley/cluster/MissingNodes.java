package dev.halley.cluster;

import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Says once a minute that fewer nodes are linked than there should be: a node that cannot talk to the others would be a second cluster
 * that nobody knows of.
 *
 * <p>Thread-safety: thread-safe; guarded by this.
 */
final class MissingNodes implements AutoCloseable {

    static final Duration PERIOD = Duration.ofMinutes(1);

    private final int expected;
    private final IntSupplier linked;
    private final Timer timer;
    private final Consumer<String> warning;
    private Timer.Task next;
    private boolean closed;

    /**
     * @param linked how many nodes are linked, this one among them
     * @param warning takes the sentence
     */
    MissingNodes(int expected, IntSupplier linked, Timer timer, Consumer<String> warning) {
        this.expected = expected;
        this.linked = linked;
        this.timer = timer;
        this.warning = warning;
        next = timer.schedule(PERIOD, this::look);
    }

    private synchronized void look() {
        if (closed) {
            return;
        }
        int now = linked.getAsInt();
        if (now < expected) {
            warning.accept(
                    "This node is linked with " + now + " of the " + expected
                            + " nodes that 'cluster.expected' asks for, itself among them: what is published elsewhere does not come here.");
        }
        next = timer.schedule(PERIOD, this::look);
    }

    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
    }
}
