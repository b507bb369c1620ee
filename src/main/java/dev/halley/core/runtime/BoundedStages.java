package dev.halley.core.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

    /** In the order of their deadlines; guarded by itself. One timer serves all of them: nearly all are done long before. */
    private final Set<Waiting<?>> open = new LinkedHashSet<>();

    /** Whether the timer will look; guarded by the set. */
    private boolean armed;

    /** A stage that is not done. */
    private static final class Waiting<T extends @Nullable Object> {
        private final CompletableFuture<T> bounded = new CompletableFuture<>();
        private final long deadline;

        Waiting(long deadline) {
            this.deadline = deadline;
        }
    }

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
        Waiting<T> waiting = new Waiting<>(platform.clock().nanos() + patience.toNanos());
        pending.incrementAndGet();
        add(waiting);
        stage.whenComplete((value, failure) -> {
            remove(waiting);
            handOver(() -> failure == null
                    ? waiting.bounded.complete(value)
                    : waiting.bounded.completeExceptionally(causeOf(failure)));
        });
        return waiting.bounded;
    }

    private void add(Waiting<?> last) {
        boolean first;
        synchronized (open) {
            open.add(last);
            first = !armed;
            armed = true;
        }
        if (first) {
            platform.timer().schedule(patience, this::expire);
        }
    }

    private void remove(Waiting<?> done) {
        synchronized (open) {
            open.remove(done);
        }
    }

    private void expire() {
        List<Waiting<?>> over = new ArrayList<>();
        long now = platform.clock().nanos();
        long left = 0;
        synchronized (open) {
            Iterator<Waiting<?>> oldest = open.iterator();
            while (left == 0 && oldest.hasNext()) {
                Waiting<?> next = oldest.next();
                left = Math.max(0, next.deadline - now);
                if (left == 0) {
                    oldest.remove();
                    over.add(next);
                }
            }
            armed = left > 0;
        }
        if (left > 0) {
            platform.timer().schedule(Duration.ofNanos(left), this::expire);
        }
        over.forEach(waiting -> handOver(() -> waiting.bounded.completeExceptionally(
                new TimeoutException("Not done within " + patience.toMillis() + " ms."))));
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
