package dev.halley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadBoundariesTest {

    private final ReadBoundaries ends = new ReadBoundaries();
    private final List<String> done = new ArrayList<>();

    @Test
    void takesNothingWhileTheThreadDoesNotRead() {
        assertThat(ends.test(() -> done.add("task"))).isFalse();
        ends.reached();
        assertThat(done).isEmpty();
    }

    @Test
    void runsTasksInTheirOrderBehindWhatIsHandedOver() {
        ends.during(() -> {
            assertThat(ends.test(() -> done.add("first"))).isTrue();
            assertThat(ends.test(() -> done.add("second"))).isTrue();
            done.add("handed over");
        });
        assertThat(done).containsExactly("handed over", "first", "second");
        assertThat(ends.test(() -> {})).isFalse();
    }

    @Test
    void runsTasksOnceBeforeItReadsOn() {
        ends.during(() -> {
            ends.test(() -> done.add("task"));
            ends.reached();
            done.add("read on");
        });
        assertThat(done).containsExactly("task", "read on");
    }

    @Test
    void nestedReadingLosesNothingOfTheOneAround() {
        ends.during(() -> {
            ends.test(() -> done.add("outer"));
            ends.during(() -> ends.test(() -> done.add("inner")));
        });
        assertThat(done).containsExactly("outer", "inner");
    }

    @Test
    void readingThatFailsLosesNoTaskAndEnds() {
        assertThatThrownBy(() -> ends.during(() -> {
                    ends.test(() -> done.add("task"));
                    throw new IllegalStateException("reading failed");
                }))
                .hasMessage("reading failed");
        assertThat(done).containsExactly("task");
        assertThat(ends.test(() -> {})).isFalse();
    }

    @Test
    void taskThatFailsDoesNotLeaveTheThreadReading() {
        assertThatThrownBy(() -> ends.during(() -> ends.test(() -> {
                    throw new IllegalStateException("task failed");
                })))
                .hasMessage("task failed");
        assertThat(ends.test(() -> {})).isFalse();
    }
}
