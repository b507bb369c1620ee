package dev.halley.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.spi.ServerEvents;
import dev.halley.testkit.ManualTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkerBatchesTest {

    private final ManualTime time = new ManualTime();
    private final Queue<Runnable> workers = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final WorkerBatches batches = new WorkerBatches(workers::add, time, new ServerEvents() {
        @Override
        public void transportFailed(String transport, Throwable cause) {
            failures.add(transport + ": " + cause.getMessage());
        }
    });

    private void gather(String... names) {
        batches.gather(() -> {
            for (String name : names) {
                batches.execute(() -> done.add(name));
            }
            assertThat(workers).isEmpty();
        });
    }

    private void runWorkers() {
        for (Runnable next = workers.poll(); next != null; next = workers.poll()) {
            next.run();
        }
    }

    @Test
    void whatOneStepHandsOverRunsOnOneWorkerInItsOrderWhenTheStepHasEnded() {
        gather("a", "b", "c");
        assertThat(workers).hasSize(1);

        runWorkers();
        assertThat(done).containsExactly("a", "b", "c");
    }

    @Test
    void aTaskOutsideAStepGoesToAWorkerAtOnce() {
        batches.execute(() -> done.add("a"));
        assertThat(workers).hasSize(1);
        runWorkers();
        assertThat(done).containsExactly("a");
    }

    @Test
    void aStepWithinAStepJoinsIt() {
        batches.gather(() -> {
            batches.gather(() -> batches.execute(() -> done.add("a")));
            batches.execute(() -> done.add("b"));
            assertThat(workers).isEmpty();
        });
        assertThat(workers).hasSize(1);
        runWorkers();
        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void oneWorkerGetsNoMoreThanSoManyTasks() {
        String[] most = new String[WorkerBatches.MOST];
        java.util.Arrays.fill(most, "x");
        gather(most);
        assertThat(workers).hasSize(1);
        workers.clear();

        String[] more = new String[WorkerBatches.MOST + 1];
        java.util.Arrays.fill(more, "x");
        gather(more);
        assertThat(workers).hasSize(2);
        runWorkers();
        assertThat(done).hasSize(WorkerBatches.MOST + 1);
    }

    @Test
    void whatIsLeftToTheEndIsRunOnceWhenAllHaveRun() {
        Runnable last = () -> done.add("last");
        batches.gather(() -> {
            for (String name : List.of("a", "b")) {
                batches.execute(() -> {
                    assertThat(batches.isRunning()).isTrue();
                    assertThat(batches.atEnd(last)).isTrue();
                    done.add(name);
                });
            }
        });
        runWorkers();
        assertThat(done).containsExactly("a", "b", "last");
        assertThat(batches.isRunning()).isFalse();
        assertThat(batches.atEnd(last)).isFalse();
    }

    @Test
    void aTaskAloneHasNoEndToLeaveAnythingTo() {
        batches.gather(() -> batches.execute(
                () -> assertThat(batches.atEnd(() -> done.add("last"))).isFalse()));
        runWorkers();
        assertThat(failures).isEmpty();
    }

    @Test
    void aTaskThatFailsIsToldAndKeepsNobodyFromRunning() {
        batches.gather(() -> {
            batches.execute(() -> {
                throw new IllegalStateException("no");
            });
            batches.execute(() -> done.add("b"));
        });
        runWorkers();
        assertThat(done).containsExactly("b");
        assertThat(failures).containsExactly("workers: no");
    }

    @Test
    void thoseBehindATaskThatBlocksGoToOtherWorkersAndWhatWasLeftToTheEndIsRun() {
        Runnable last = () -> done.add("last");
        List<@Nullable Boolean> taken = new ArrayList<>();
        batches.gather(() -> {
            batches.execute(() -> {
                batches.atEnd(last);
                time.advance(WorkerBatches.MOMENT);
                assertThat(done).isEmpty();
                // A task that was seen twice holds up nobody any longer.
                time.advance(WorkerBatches.MOMENT);
                assertThat(done).containsExactly("last");
                runWorkers();
                taken.add(batches.atEnd(last));
                done.add("a");
            });
            batches.execute(() -> done.add("b"));
            batches.execute(() -> done.add("c"));
        });
        runWorkers();
        assertThat(done).containsExactly("last", "b", "c", "a");
        assertThat(taken).containsExactly(false);
    }

    @Test
    void workersThatTakeNoTaskLeaveItToTheCaller() {
        WorkerBatches rejected = new WorkerBatches(
                task -> {
                    throw new RejectedExecutionException();
                },
                time,
                new ServerEvents() {});
        rejected.gather(() -> {
            rejected.execute(() -> done.add("a"));
            rejected.execute(() -> done.add("b"));
        });
        assertThat(done).containsExactly("a", "b");
    }
}
