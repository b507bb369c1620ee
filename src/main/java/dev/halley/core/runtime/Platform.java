package dev.halley.core.runtime;

import dev.halley.config.ServerConfig;
import dev.halley.spi.Clock;
import dev.halley.spi.MessageScope;
import dev.halley.spi.ReadBoundary;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import java.util.concurrent.Executor;

/**
 * What the core stands on.
 *
 * <p>Thread-safety: immutable.
 *
 * @param threads do what may take a while, off the timer's and the container's callback threads
 * @param scope is put around the handling of each message
 * @param boundary tells what duplex connections have read at once
 * @param batches brings tasks to the workers together
 */
public record Platform(
        ServerConfig config,
        Clock clock,
        Timer timer,
        Threads threads,
        ServerEvents events,
        MessageScope scope,
        ReadBoundary boundary,
        WorkerBatches batches) {

    public Platform {
        // Whoever watches the server must not stop it.
        events = EventDispatcher.to(events);
    }

    /** With nothing around messages, and one executor for all, where containers do not tell what was read at once. */
    public Platform(ServerConfig config, Clock clock, Timer timer, Executor all, ServerEvents events) {
        this(
                config,
                clock,
                timer,
                Threads.of(all),
                events,
                MessageScope.NONE,
                ReadBoundary.UNKNOWN,
                new WorkerBatches(all, timer, events));
    }

    /** @return the same, with workers whose tasks are watched */
    public Platform watchedBy(CallWatch watch) {
        Executor watched = task -> threads.workers().execute(() -> watch.during(task));
        Threads all = new Threads(watched, threads.senders(), threads.closers());
        return new Platform(
                config, clock, timer, all, events, scope, boundary, new WorkerBatches(watched, timer, events));
    }

    /**
     * Takes a task off the timer's thread, unless the workers take no more: late is worse than there. Within {@link WorkerBatches#gather}
     * it goes with the others.
     */
    public void handOver(Runnable task) {
        batches.execute(task);
    }
}
