package dev.halley.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.ManualWorkers;
import dev.halley.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A container's executor that is late, or takes no task, keeps nothing from being done. */
class LentWorkersTest {

    private final ManualTime time = new ManualTime();
    private final ManualWorkers lent = new ManualWorkers();
    private final List<Integer> ran = new ArrayList<>();
    private final ManualWorkers own = new ManualWorkers();
    private final LentWorkers workers = new LentWorkers(lent, own, time, time);

    @Test
    void theContainersThreadsDoWhatTheyBeginInTime() {
        workers.execute(() -> ran.add(1));
        time.advance(WorkerPool.MOMENT.minusNanos(1));
        lent.runAll();
        time.advance(Duration.ofNanos(1));
        assertThat(ran).containsExactly(1);
        assertThat(own.waiting()).isZero();
        assertThat(time.waiting()).isZero();
    }

    @Test
    void whatTheyDoNotBeginInTimeIsDoneOnceByOurs() {
        workers.execute(() -> ran.add(1));
        time.advance(Duration.ofMillis(100));
        workers.execute(() -> ran.add(2));
        time.advance(WorkerPool.MOMENT.minusMillis(100));
        own.runAll();
        assertThat(ran).as("late by a moment").containsExactly(1);
        time.advance(WorkerPool.MOMENT);
        own.runAll();
        lent.runAll();
        assertThat(ran).containsExactly(1, 2);
        assertThat(time.waiting()).isZero();
    }

    @Test
    void whatTheyDoNotTakeIsDoneByOurs() {
        LentWorkers full = new LentWorkers(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                own,
                time,
                time);
        full.execute(() -> ran.add(1));
        own.runAll();
        assertThat(ran).containsExactly(1);
    }
}
