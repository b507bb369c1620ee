package dev.halley.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.testing.ManualWorkers;
import dev.halley.testkit.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class InTurnTest {

    private final ManualTime time = new ManualTime();
    private final List<String> done = new ArrayList<>();
    private int idle;

    private InTurn turn(Executor workers, long capacity) {
        return new InTurn(workers, time, capacity, () -> idle++);
    }

    @Test
    void taskThatThrowsIsFollowedByTheNext() {
        InTurn turn = turn(Runnable::run, 10);
        turn.add(1, () -> {
            throw new IllegalStateException("thrown by the test");
        });
        turn.offer(1, () -> done.add("next"));
        assertThat(done).containsExactly("next");
        assertThat(idle).isEqualTo(1);
        assertThat(turn.isIdle()).isTrue();
    }

    @Test
    void whatIsAddedWaitsForTheStartAndCountsAsWaiting() {
        InTurn turn = turn(Runnable::run, 10);
        assertThat(turn.add(6, () -> done.add("first"))).isTrue();
        assertThat(turn.add(5, () -> done.add("too large"))).isFalse();
        assertThat(turn.add(4, () -> done.add("second"))).isTrue();
        assertThat(turn.waiting()).isEqualTo(10);
        assertThat(turn.isIdle()).isFalse();
        assertThat(done).isEmpty();
        turn.start();
        turn.start();
        assertThat(done).containsExactly("first", "second");
        assertThat(turn.waiting()).isZero();
    }

    @Test
    void taskThatOffersAnotherIsFollowedByIt() {
        InTurn turn = turn(Runnable::run, 10);
        turn.offer(1, () -> {
            turn.offer(1, () -> done.add("inner"));
            done.add("outer");
        });
        assertThat(done).containsExactly("outer", "inner");
    }

    @Test
    void workersThatAreFullAreAskedAgainUntilTheyTakeIt() {
        int[] refusals = {2};
        InTurn turn = turn(
                task -> {
                    if (refusals[0]-- > 0) {
                        throw new RejectedExecutionException("thrown by the test");
                    }
                    task.run();
                },
                10);
        turn.offer(1, () -> done.add("late"));
        time.advance(InTurn.AGAIN);
        assertThat(done).isEmpty();
        time.advance(InTurn.AGAIN);
        assertThat(done).containsExactly("late");
    }

    @Test
    void tasksRunOneAfterTheOtherInTheirOrder() {
        ManualWorkers workers = new ManualWorkers();
        InTurn inTurn = new InTurn(workers, time);
        inTurn.execute(() -> {
            inTurn.execute(() -> done.add("third"));
            done.add("first");
        });
        inTurn.execute(() -> done.add("second"));
        assertThat(workers.waiting()).isEqualTo(1);
        workers.runAll();
        assertThat(done).containsExactly("first", "second", "third");
    }

    @Test
    void executorThatIsFullTakesNothing() {
        InTurn inTurn = turn(task -> {}, 1);
        inTurn.execute(() -> {});
        assertThatThrownBy(() -> inTurn.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }
}
