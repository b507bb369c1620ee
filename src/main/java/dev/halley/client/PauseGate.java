package dev.halley.client;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts overloaded deliveries; while there is one, the client does not read.
 *
 * <p>Thread-safety: thread-safe.
 */
final class PauseGate implements Delivery.Gate {

    private final AtomicInteger shut = new AtomicInteger();
    private final Executor strand;
    private final Runnable changed;

    /** @param changed run on the strand when the gate may be shut or open now */
    PauseGate(Executor strand, Runnable changed) {
        this.strand = strand;
        this.changed = changed;
    }

    boolean isShut() {
        return shut.get() > 0;
    }

    @Override
    public void shut() {
        if (shut.incrementAndGet() == 1) {
            strand.execute(changed);
        }
    }

    @Override
    public void open() {
        if (shut.decrementAndGet() == 0) {
            strand.execute(changed);
        }
    }
}
