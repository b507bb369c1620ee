package dev.halley.cluster.log;

import java.time.Duration;

/**
 * What an operator may say about the streams of a cluster.
 *
 * <p>Thread-safety: immutable.
 *
 * @param copies on how many nodes a message is before it is acknowledged; 1 or 2
 * @param maxBytes of all streams of this node, keys included; they are shared out to the stripes
 * @param keyTtl how long a publisher's key is known
 * @param maxPending how many publishes of this node may wait for an answer
 * @param publishTimeout after which time nobody knows whether a message is stored, and the history is unavailable
 * @param expected how many nodes there should be; 0 if that was not said
 * @param startWait how long a cluster that starts as a whole waits for those who served last
 */
public record LogSettings(
        int copies,
        long maxBytes,
        Duration keyTtl,
        int maxPending,
        Duration publishTimeout,
        int expected,
        Duration startWait) {

    /** @param durable whether what is written counts only when it is there */
    LogLimits limits(boolean durable) {
        return new LogLimits(
                copies,
                Math.max(1, maxBytes / Stripes.COUNT),
                keyTtl,
                maxPending,
                publishTimeout,
                LogLimits.USUAL.batchBytes(),
                LogLimits.USUAL.windowBytes(),
                expected,
                startWait,
                durable);
    }
}
