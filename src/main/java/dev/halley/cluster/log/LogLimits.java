package dev.halley.cluster.log;

import java.time.Duration;

/**
 * How much the log of one node keeps and sends, and for how long it waits.
 *
 * <p>Thread-safety: immutable.
 *
 * @param copies on how many nodes an entry is before it is acknowledged; 1 or 2
 * @param maxBytes of all replicas of this node, keys included
 * @param keyTtl how long a publisher's key is known
 * @param maxPending how many publishes of this node may wait for an answer
 * @param answerWithin after which time a publish or a read is answered as unknown or unavailable
 * @param batchBytes how long a message is at most, unless one entry is longer
 * @param windowBytes how much is on its way to one backup at most, unless one message is longer, and what a sync may send ahead
 * @param expected how many nodes there should be; 0 if that was not said (rule 15)
 * @param startWait how long a cluster that starts as a whole waits for its members (rule 15)
 * @param durable whether what is handed to {@link LogOutput#write} counts only when {@link LogInput#written} says so
 */
record LogLimits(
        int copies,
        long maxBytes,
        Duration keyTtl,
        int maxPending,
        Duration answerWithin,
        int batchBytes,
        long windowBytes,
        int expected,
        Duration startWait,
        boolean durable) {

    /** What a cluster in production has, in memory alone. */
    static final LogLimits USUAL = new LogLimits(
            2,
            64L * 1024 * 1024,
            Duration.ofMinutes(5),
            10_000,
            Duration.ofSeconds(8),
            56 * 1024,
            1024 * 1024,
            0,
            Duration.ofSeconds(60),
            false);

    /** How many keys of one stream are known. */
    static final int MAX_KEYS = 10_000;

    LogLimits {
        if (copies < 1 || copies > 2) {
            throw new IllegalArgumentException("historyCopies is 1 or 2; this was " + copies + ".");
        }
        if (maxBytes < 1 || maxPending < 1 || batchBytes < 1 || windowBytes < 1 || expected < 0) {
            throw new IllegalArgumentException("Limits of the log are at least 1.");
        }
    }
}
