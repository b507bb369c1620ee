package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.config.LogLevel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShutdownStepsTest {

    private final List<String> done = new ArrayList<>();
    private final ShutdownSteps teardown = new ShutdownSteps();

    @Test
    void theLatestIsUndoneFirstAndEachOnce() {
        teardown.later("close one", () -> done.add("one"));
        teardown.later("close two", () -> done.add("two"));

        teardown.run();
        teardown.run();

        assertThat(done).containsExactly("two", "one");
    }

    @Test
    void aStepThatFailsKeepsNoOtherFromBeingDone() {
        teardown.later("close one", () -> done.add("one"));
        teardown.later("close two", () -> {
            throw new IllegalStateException("on purpose");
        });

        Runnable loud = LoggerLevel.set(LogLevel.NONE);
        teardown.run();
        loud.run();

        assertThat(done).containsExactly("one");
    }
}
