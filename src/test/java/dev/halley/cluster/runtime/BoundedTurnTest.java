package dev.halley.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class BoundedTurnTest {

    private final ManualTime time = new ManualTime();
    private final List<String> done = new ArrayList<>();
    private int idle;

    private BoundedTurn turn(Executor workers, long capacity) {
        return new BoundedTurn(workers, time, capacity, () -> idle++);
    }

    @Test
    void taskThatThrowsIsFollowedByTheNext() {
        BoundedTurn turn = turn(Runnable::run, 10);
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
        BoundedTurn turn = turn(Runnable::run, 10);
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
        BoundedTurn turn = turn(Runnable::run, 10);
        turn.offer(1, () -> {
            turn.offer(1, () -> done.add("inner"));
            done.add("outer");
        });
        assertThat(done).containsExactly("outer", "inner");
    }

    @Test
    void workersThatAreFullAreAskedAgainUntilTheyTakeIt() {
        int[] refusals = {2};
        BoundedTurn turn = turn(
                task -> {
                    if (refusals[0]-- > 0) {
                        throw new RejectedExecutionException("thrown by the test");
                    }
                    task.run();
                },
                10);
        turn.offer(1, () -> done.add("late"));
        time.advance(BoundedTurn.AGAIN);
        assertThat(done).isEmpty();
        time.advance(BoundedTurn.AGAIN);
        assertThat(done).containsExactly("late");
    }
}
