package dev.halley.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;

/**
 * Schedules resubscriptions: at once, or later if the last one was a short time ago. Channels that need one meanwhile
 * join it.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class Healing {

    private static final Duration CALM = Duration.ofSeconds(10);

    private final Executor strand;
    private final ClientTime time;
    private final BackOff pauses;
    private final Runnable task;
    private Registration timer = () -> {};
    private boolean scheduled;
    /** How many times in a row it was done a short time after the last. */
    private int hurries;

    private boolean done;
    private long doneAt;

    /**
     * @param random gives numbers from 0 (inclusive) to 1 (exclusive)
     * @param task subscribes again; run on the strand
     */
    Healing(Executor strand, ClientTime time, DoubleSupplier random, Runnable task) {
        this.strand = strand;
        this.time = time;
        this.pauses = new BackOff(Duration.ofSeconds(1), CALM, random);
        this.task = task;
    }

    /** Something is to be subscribed to again. */
    void request() {
        if (scheduled) {
            return;
        }
        scheduled = true;
        boolean calm = !done || Duration.ofNanos(time.nanos() - doneAt).compareTo(CALM) > 0;
        hurries = calm ? 0 : hurries + 1;
        Duration delay = calm ? Duration.ZERO : pauses.after(hurries);
        if (delay.isZero()) {
            strand.execute(this::due);
        } else {
            timer = time.later(delay, () -> strand.execute(this::due));
        }
    }

    private void due() {
        if (scheduled) {
            scheduled = false;
            done = true;
            doneAt = time.nanos();
            task.run();
        }
    }

    /** There is nothing to do any more, or it has been done otherwise. */
    void cancel() {
        scheduled = false;
        timer.close();
    }
}
