package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.config.LogLevel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShutdownStepsTest {

    private final List<String> done = new ArrayList<>();
    private final ShutdownSteps shutdown = new ShutdownSteps();

    @Test
    void theLatestIsUndoneFirstAndEachOnce() {
        shutdown.later("close one", () -> done.add("one"));
        shutdown.later("close two", () -> done.add("two"));

        shutdown.run();
        shutdown.run();

        assertThat(done).containsExactly("two", "one");
    }

    @Test
    void aStepThatFailsKeepsNoOtherFromBeingDone() {
        shutdown.later("close one", () -> done.add("one"));
        shutdown.later("close two", () -> {
            throw new IllegalStateException("on purpose");
        });

        Runnable loud = LoggerLevel.set(LogLevel.NONE);
        shutdown.run();
        loud.run();

        assertThat(done).containsExactly("one");
    }
}
