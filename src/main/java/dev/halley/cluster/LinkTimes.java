package dev.halley.cluster;

import java.time.Duration;

/**
 * How long nodes wait for each other.
 *
 * <p>Thread-safety: immutable.
 *
 * @param join for an answer to the first question who is there
 * @param silence after which a node is suspected
 * @param heartbeat between two signs of life
 * @param verification for an answer of a node that is suspected; then it is excluded
 * @param mergeFrom the shortest time between two looks for other parts of the cluster
 * @param mergeTo the longest
 */
record LinkTimes(
        Duration join,
        Duration silence,
        Duration heartbeat,
        Duration verification,
        Duration mergeFrom,
        Duration mergeTo) {

    /** What a cluster in production has. */
    static final LinkTimes USUAL = new LinkTimes(
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(6));
}
