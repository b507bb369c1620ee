package dev.halley.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.testing.ManualWorkers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ClosersTest {

    private final ManualWorkers threads = new ManualWorkers();
    private final Closers closers = new Closers(threads);
    private final List<Integer> closed = new ArrayList<>();

    @Test
    void noMorePeersAreWaitedForAtATimeThanMayBe() {
        for (int i = 0; i < Closers.MOST; i++) {
            int number = i;
            closers.execute(() -> closed.add(number));
        }
        assertThat(threads.waiting()).isEqualTo(Closers.MOST);
        closers.execute(() -> closed.add(-1));
        assertThat(threads.waiting()).as("the one more waits for a thread").isEqualTo(Closers.MOST);
        threads.runAll();
        assertThat(closed).hasSize(Closers.MOST + 1).contains(-1);
    }

    @Test
    void closeThatComesWhileAnotherIsUnderWayIsNotForgotten() {
        closers.execute(() -> closers.execute(() -> closed.add(2)));
        threads.runAll();
        assertThat(closed).containsExactly(2);
    }

    @Test
    void closeIsTheCallersWhereThreadsHaveEnded() {
        Closers ended = new Closers(task -> {
            throw new RejectedExecutionException("ended");
        });
        assertThatThrownBy(() -> ended.execute(() -> closed.add(1))).isInstanceOf(RejectedExecutionException.class);
        assertThat(closed).isEmpty();
    }

    @Test
    void closeThatThrowsTakesNoThreadAway() {
        for (int i = 0; i < 2 * Closers.MOST; i++) {
            closers.execute(() -> {
                throw new IllegalStateException("no");
            });
        }
        closers.execute(() -> closed.add(1));
        for (int i = 0; i < 3 * Closers.MOST; i++) {
            try {
                threads.runOne();
            } catch (IllegalStateException expected) {
                // As its thread's handler of uncaught exceptions would see it.
            }
        }
        closers.execute(() -> closed.add(2));
        threads.runAll();
        assertThat(closed).containsExactly(1, 2);
    }
}
