package dev.halley.cluster.log;

import dev.halley.cluster.runtime.ActorThread;
import dev.halley.spi.Clock;
import dev.halley.spi.NodeId;
import dev.halley.spi.Timer;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * What the log of a node stands on, besides the cluster.
 *
 * <p>Thread-safety: immutable.
 *
 * @param leaves whether a node that is gone has said that it leaves
 * @param threads gives the executor of each stripe, which runs one task at a time, in order
 */
public record LogPlatform(Clock clock, Timer timer, Predicate<NodeId> leaves, IntFunction<Executor> threads) {

    /** @return with a thread for each stripe */
    public static LogPlatform threaded(Clock clock, Timer timer, Predicate<NodeId> leaves) {
        return new LogPlatform(clock, timer, leaves, stripe -> {
            ActorThread thread = new ActorThread("halley-cluster-log-" + stripe);
            thread.start();
            return thread;
        });
    }
}
