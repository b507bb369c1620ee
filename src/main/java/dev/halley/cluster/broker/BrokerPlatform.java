package dev.halley.cluster.broker;

import dev.halley.spi.Clock;
import dev.halley.spi.Timer;
import java.util.concurrent.Executor;

/**
 * What the broker of a cluster stands on, besides the cluster.
 *
 * <p>Thread-safety: immutable.
 *
 * @param workers run the application's code, which may learn of what comes from other nodes
 * @param queueBytes how many bytes of messages from one other node may wait for the workers
 */
public record BrokerPlatform(Clock clock, Timer timer, Executor workers, long queueBytes) {

    /** @throws IllegalArgumentException if nothing may wait */
    public BrokerPlatform {
        if (queueBytes < 1) {
            throw new IllegalArgumentException(
                    "The queue of what came from a node holds at least 1 byte, not " + queueBytes + ".");
        }
    }
}
