package dev.halley.core.runtime;

import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what is not done at once, for so long and no longer, and goes on by a worker: code of the application may depend on it, and
 * whoever is done may be any thread.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class BoundedStages {

    private final Platform platform;
    private final Duration patience;
    private final AtomicInteger pending = new AtomicInteger();

    /** @param patience how long a stage may take */
    public BoundedStages(Platform platform, Duration patience) {
        this.platform = platform;
        this.patience = patience;
    }

    /** @return how many stages are waited for */
    public int pending() {
        return pending.get();
    }

    /** @return whether that stage is done, and has not failed */
    public static boolean isDone(CompletionStage<?> stage) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        return future.isDone() && !future.isCompletedExceptionally();
    }

    /** @return what the stage was completed with by others, where it says only that something it depends on failed */
    public static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** @return the same, done on a worker; it fails with a {@link TimeoutException} if it takes too long */
    public <T extends @Nullable Object> CompletionStage<T> bound(CompletionStage<T> stage) {
        CompletableFuture<T> bounded = new CompletableFuture<>();
        Timer.Task timeout = platform.timer()
                .schedule(
                        patience,
                        () -> handOver(() -> bounded.completeExceptionally(
                                new TimeoutException("Not done within " + patience.toMillis() + " ms."))));
        pending.incrementAndGet();
        stage.whenComplete((value, failure) -> {
            timeout.cancel();
            handOver(() -> failure == null ? bounded.complete(value) : bounded.completeExceptionally(causeOf(failure)));
        });
        return bounded;
    }

    /** @param completing says whether it was the first */
    private void handOver(BooleanSupplier completing) {
        platform.handOver(() -> {
            if (completing.getAsBoolean()) {
                pending.decrementAndGet();
            }
        });
    }
}
