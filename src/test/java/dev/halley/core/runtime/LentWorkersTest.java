package dev.halley.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.testing.ManualWorkers;
import dev.halley.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
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
    void whatTheyDoNotTakeIsDoneByOursWhateverTheySay() {
        Stream.of(
                        new RejectedExecutionException("full"),
                        new IllegalStateException("The application has stopped."),
                        new OutOfMemoryError("unable to create native thread"))
                .forEach(this::refuses);
        assertThat(ran).containsExactly(1, 1, 1);
    }

    private void refuses(Throwable why) {
        LentWorkers refusing = new LentWorkers(task -> LentWorkersTest.<RuntimeException>fail(why), own, time, time);
        refusing.execute(() -> ran.add(1));
        own.runAll();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void fail(Throwable why) throws T {
        throw (T) why;
    }

    @Test
    void taskThatFailsOnTheCallersThreadIsNotDoneAgain() {
        LentWorkers callers = new LentWorkers(Runnable::run, own, time, time);
        assertThatThrownBy(() -> callers.execute(() -> {
                    ran.add(1);
                    throw new IllegalStateException("thrown by the test");
                }))
                .hasMessage("thrown by the test");
        own.runAll();
        assertThat(ran).containsExactly(1);
    }
}
