package dev.halley.cluster.log;

import dev.halley.cluster.runtime.ActorThread;
import dev.halley.spi.Clock;
import dev.halley.spi.NodeId;
import dev.halley.spi.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the log of a node stands on, besides the cluster.
 *
 * <p>Thread-safety: immutable.
 *
 * @param leaves whether a node that is gone has said that it leaves
 * @param threads gives the executor of each stripe, which runs one task at a time, in order
 * @param files where replicas are kept over a restart, which the log closes; null to keep them in memory alone
 */
public record LogPlatform(
        Clock clock,
        Timer timer,
        Predicate<NodeId> leaves,
        IntFunction<Executor> threads,
        @Nullable LogFiles files) {

    /** Keeps replicas in memory alone. */
    public LogPlatform(Clock clock, Timer timer, Predicate<NodeId> leaves, IntFunction<Executor> threads) {
        this(clock, timer, leaves, threads, null);
    }

    /** @return with threads that the stripes share, one for two processors at most, and in memory alone */
    public static LogPlatform threaded(Clock clock, Timer timer, Predicate<NodeId> leaves) {
        int count = Math.max(1, Math.min(Stripes.COUNT, Runtime.getRuntime().availableProcessors() / 2));
        List<ActorThread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int stripes = (Stripes.COUNT - i + count - 1) / count;
            ActorThread thread = new ActorThread("halley-cluster-log-" + i, stripes);
            thread.start();
            threads.add(thread);
        }
        return new LogPlatform(clock, timer, leaves, stripe -> threads.get(stripe % count));
    }

    /** @return the same, which keeps replicas in files. @param in null for none */
    public LogPlatform keeping(@Nullable LogFiles in) {
        return new LogPlatform(clock, timer, leaves, threads, in);
    }
}
