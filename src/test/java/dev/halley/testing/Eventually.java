package dev.halley.testing;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits for what tells nobody that it has happened, such as a line in another process' log.
 *
 * <p>Thread-safety: stateless.
 */
public final class Eventually {

    private static final long MILLIS_BETWEEN = 50;

    private Eventually() {}

    /**
     * Looks again and again.
     *
     * @param condition is called on another thread
     * @return whether it was met in time
     */
    public static boolean met(Duration patience, BooleanSupplier condition) {
        CompletableFuture<Boolean> met = new CompletableFuture<>();
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
        try {
            looking.scheduleWithFixedDelay(
                    () -> {
                        try {
                            if (condition.getAsBoolean()) {
                                met.complete(true);
                            }
                        } catch (RuntimeException | Error failed) {
                            met.completeExceptionally(failed);
                        }
                    },
                    0,
                    MILLIS_BETWEEN,
                    TimeUnit.MILLISECONDS);
            return met.completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } finally {
            looking.shutdownNow();
        }
    }
}
