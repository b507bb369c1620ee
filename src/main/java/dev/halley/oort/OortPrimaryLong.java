package dev.halley.oort;

import java.util.concurrent.CompletionStage;

/**
 * A number of the whole cluster, 0 in the beginning, which the {@link OortPrimary} keeps: for ids, and for counts that all nodes share.
 *
 * <p>A stage is complete when the primary has changed the number and all members of its view have seen the change. So a number outlives its primary: when
 * that leaves or is killed, what was answered is there, as long as one member lives that was one when the answer was given. Lost is
 *
 * <ul>
 *   <li>what was not answered when the primary was killed: it may count or not;
 *   <li>everything, when all members are gone at once, or the last one is killed before a new one has joined as a whole: numbers are in memory.
 * </ul>
 *
 * <p>Where a cluster comes apart, each part goes on with the number as it was, and gives out the same values as the other; when they find each other, what
 * was added in both counts. With {@code cluster.onSplit=refuse} only the larger part goes on, and no value is given out twice.
 *
 * <p>Stages fail with an {@link OortServiceException}, after {@link OortService#TIMEOUT} at the latest, and are completed on worker threads. Too large
 * numbers wrap round, as those of Java do.
 *
 * <p>Thread-safety: thread-safe. Nothing here waits for another node.
 *
 * @since 0.1.0
 */
public interface OortPrimaryLong {

    /** How many numbers a cluster may have. */
    int MAX_NUMBERS = 1_000;

    /** @return the same for all nodes */
    String name();

    /** @return the number as the primary has it */
    CompletionStage<Long> get();

    /** Adds to it. @return the number after that */
    CompletionStage<Long> addAndGet(long delta);

    /** Adds to it. @return the number before that */
    CompletionStage<Long> getAndAdd(long delta);

    /** Changes it if it is as expected. @return whether it was */
    CompletionStage<Boolean> compareAndSet(long expected, long value);
}
