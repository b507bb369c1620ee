package dev.halley.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExecutorTimerTest {

    @Test
    void taskRunsWhenItsTimeHasCome() throws Exception {
        CompletableFuture<Boolean> ran = new CompletableFuture<>();
        try (ExecutorTimer timer = new ExecutorTimer(Thread::new)) {
            timer.schedule(Duration.ofMillis(1), () -> ran.complete(true));
            assertThat(ran.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void taskThatComesAfterTheEndIsDroppedAndThrowsNothingAtWhoeverBringsIt() {
        AtomicBoolean ran = new AtomicBoolean();
        ExecutorTimer timer = new ExecutorTimer(Thread::new);
        timer.close();
        timer.schedule(Duration.ZERO, () -> ran.set(true)).cancel();
        assertThat(ran).isFalse();
    }
}
