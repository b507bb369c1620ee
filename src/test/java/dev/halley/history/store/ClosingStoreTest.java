package dev.halley.history.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A store whose threads end late, or by an error: nobody waits for longer than told, and nothing stays without an answer. */
class ClosingStoreTest {

    private static final StoreListener NOBODY = new StoreListener() {
        @Override
        public void lost(String what) {}

        @Override
        public void failed(HistoryStoreException cause) {}
    };

    private final ManualTime time = new ManualTime();
    private final SimulatedDisk disk = new SimulatedDisk();

    private HistoryStore open(StoreHost host) throws IOException {
        StoreOptions options = new StoreOptions(SyncPolicy.always(), 1024, Duration.ofMinutes(5), time, time);
        return HistoryStore.open(disk, options, NOBODY, stream -> {}, host);
    }

    @Test
    void closingTakesNoLongerThanToldWhereSomethingStillWritesInTheBackground() throws IOException {
        CountDownLatch written = new CountDownLatch(1);
        HistoryStore store = open(new StoreHost("boot", Runnable::run, Runnable::run, () -> await(written)));

        assertThat(store.close(Duration.ofMillis(1))).isFalse();
        assertThat(store.close(Duration.ofMillis(1))).as("closed meanwhile").isFalse();

        written.countDown();
        store.close();
        assertThat(store.close(Duration.ZERO)).isTrue();
    }

    /** Not for ever, so that the test fails in place of it. */
    private static void await(CountDownLatch latch) {
        try {
            latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void errorOfTheWriterAnswersAllCallsAndEndsTheService() throws IOException {
        Queue<Runnable> waiting = new ArrayDeque<>();
        HistoryStore store = open(new StoreHost("boot", waiting::add, Runnable::run, () -> {}));
        CompletionStage<@Nullable Void> first = store.begin("/a", "e1", 100, true);
        CompletionStage<@Nullable Void> second = store.begin("/b", "e2", 100, true);
        disk.breakBy(new InternalError("simulated"));

        waiting.remove().run();

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedExceptionally();
        assertThat(store.failure()).hasValueSatisfying(why -> assertThat(why).hasMessageContaining("simulated"));
    }

    @Test
    void errorOfWhatForcesEndsTheServiceToo() throws IOException {
        StoreOptions options =
                new StoreOptions(SyncPolicy.every(Duration.ofSeconds(1)), 1024, Duration.ofMinutes(5), time, time);
        StoreHost host = new StoreHost("boot", Runnable::run, Runnable::run, () -> {});
        HistoryStore store = HistoryStore.open(disk, options, NOBODY, stream -> {}, host);
        assertThat(store.begin("/a", "e1", 100, true)).isCompleted();
        disk.breakBy(new InternalError("simulated"));

        time.advance(Duration.ofSeconds(1));

        assertThat(store.failure()).isPresent();
    }
}
