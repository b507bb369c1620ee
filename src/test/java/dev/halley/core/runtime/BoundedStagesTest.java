package dev.halley.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.config.ServerConfig;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import dev.halley.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedStagesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final AtomicInteger timers = new AtomicInteger();
    private final Timer counting = (delay, task) -> {
        timers.incrementAndGet();
        return time.schedule(delay, task);
    };
    private final Platform platform =
            new Platform(ServerConfig.of(Map.of()), time, counting, Runnable::run, new ServerEvents() {});
    private final BoundedStages stages = new BoundedStages(platform, PATIENCE);
    private final List<String> ends = new ArrayList<>();

    private CompletableFuture<String> begin(String name) {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletionStage<String> bounded = stages.bound(stage);
        bounded.whenComplete((value, failure) -> ends.add(
                failure == null
                        ? name + "=" + value
                        : name + " " + failure.getClass().getSimpleName()));
        return stage;
    }

    @Test
    void whatIsDoneInTimeHasItsValueOrItsFailure() {
        begin("a").complete("1");
        begin("b").completeExceptionally(new IllegalStateException());
        assertThat(ends).containsExactly("a=1", "b IllegalStateException");
        assertThat(stages.pending()).isZero();

        time.advance(PATIENCE.multipliedBy(3));
        assertThat(ends).hasSize(2);
    }

    @Test
    void eachFailsWhenItsOwnTimeIsOver() {
        begin("a");
        time.advance(Duration.ofSeconds(4));
        CompletableFuture<String> late = begin("b");
        time.advance(Duration.ofMillis(5_999));
        assertThat(ends).isEmpty();

        time.advance(Duration.ofMillis(1));
        assertThat(ends).containsExactly("a " + TimeoutException.class.getSimpleName());
        assertThat(stages.pending()).isEqualTo(1);

        time.advance(Duration.ofMillis(3_999));
        assertThat(ends).hasSize(1);
        time.advance(Duration.ofMillis(1));
        assertThat(ends).endsWith("b TimeoutException");
        assertThat(stages.pending()).isZero();

        late.complete("1");
        assertThat(ends).hasSize(2);
        assertThat(stages.pending()).isZero();
    }

    @Test
    void whatComesAfterTheOthersAreOverFailsInItsTimeToo() {
        begin("a");
        time.advance(PATIENCE);
        time.advance(PATIENCE);
        begin("b");
        time.advance(PATIENCE);
        assertThat(ends).containsExactly("a TimeoutException", "b TimeoutException");
    }

    @Test
    void manyThatAreDoneInTimeCostOneTimer() {
        for (int i = 0; i < 1_000; i++) {
            begin("a").complete("1");
        }
        assertThat(timers).hasValue(1);
        time.advance(PATIENCE);
        assertThat(timers).hasValue(1);
    }

    @Test
    void waitsForThoseThatAreDoneLastFirst() {
        CompletableFuture<String> first = begin("a");
        time.advance(Duration.ofSeconds(1));
        begin("b").complete("2");
        time.advance(Duration.ofSeconds(1));
        begin("c");
        first.complete("1");

        time.advance(Duration.ofSeconds(9));
        assertThat(ends).containsExactly("b=2", "a=1");
        time.advance(Duration.ofSeconds(1));
        assertThat(ends).endsWith("c TimeoutException");
    }
}
