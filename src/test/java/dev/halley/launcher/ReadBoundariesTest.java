package dev.halley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadBoundariesTest {

    private final ReadBoundaries boundaries = new ReadBoundaries();
    private final List<String> done = new ArrayList<>();

    @Test
    void takesNothingWhileTheThreadDoesNotRead() {
        assertThat(boundaries.test(() -> done.add("task"))).isFalse();
        boundaries.reached();
        assertThat(done).isEmpty();
    }

    @Test
    void runsTasksInTheirOrderBehindWhatIsHandedOver() {
        boundaries.during(() -> {
            assertThat(boundaries.test(() -> done.add("first"))).isTrue();
            assertThat(boundaries.test(() -> done.add("second"))).isTrue();
            done.add("handed over");
        });
        assertThat(done).containsExactly("handed over", "first", "second");
        assertThat(boundaries.test(() -> {})).isFalse();
    }

    @Test
    void runsTasksOnceBeforeItReadsOn() {
        boundaries.during(() -> {
            boundaries.test(() -> done.add("task"));
            boundaries.reached();
            done.add("read on");
        });
        assertThat(done).containsExactly("task", "read on");
    }

    @Test
    void nestedReadingLosesNothingOfTheOneAround() {
        boundaries.during(() -> {
            boundaries.test(() -> done.add("outer"));
            boundaries.during(() -> boundaries.test(() -> done.add("inner")));
        });
        assertThat(done).containsExactly("outer", "inner");
    }

    @Test
    void readingThatFailsLosesNoTaskAndEnds() {
        assertThatThrownBy(() -> boundaries.during(() -> {
                    boundaries.test(() -> done.add("task"));
                    throw new IllegalStateException("reading failed");
                }))
                .hasMessage("reading failed");
        assertThat(done).containsExactly("task");
        assertThat(boundaries.test(() -> {})).isFalse();
    }

    @Test
    void taskThatFailsDoesNotLeaveTheThreadReading() {
        assertThatThrownBy(() -> boundaries.during(() -> boundaries.test(() -> {
                    throw new IllegalStateException("task failed");
                })))
                .hasMessage("task failed");
        assertThat(boundaries.test(() -> {})).isFalse();
    }
}
