package dev.halley.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.testing.ManualWorkers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class InTurnTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void tasksRunOneAfterTheOtherInTheirOrder() {
        ManualWorkers workers = new ManualWorkers();
        InTurn inTurn = new InTurn(workers);

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
    void taskThatIsRejectedDoesNotRunAndTheNextOneDoes() {
        AtomicBoolean full = new AtomicBoolean(true);
        InTurn inTurn = new InTurn(task -> {
            if (full.get()) {
                throw new RejectedExecutionException("full");
            }
            task.run();
        });

        assertThatThrownBy(() -> inTurn.execute(() -> done.add("rejected")))
                .isInstanceOf(RejectedExecutionException.class);
        full.set(false);
        inTurn.execute(() -> done.add("next"));

        assertThat(done).containsExactly("next");
    }
}
