package dev.halley.oort;

import java.util.concurrent.CompletionStage;

/**
 * A number that the whole cluster shares, initially 0, which the {@link OortPrimary} keeps: for ids, and for counts of
 * all nodes together.
 *
 * <p>A stage completes when the primary has changed the number and all members of its view have seen the change.
 * Therefore a number survives its primary: when the primary leaves or is killed, every change that was answered is
 * there, as long as one node lives that was a member when the answer was given. Two things are lost:
 *
 * <ul>
 *   <li>a change that was not answered when the primary was killed: it may count or not;
 *   <li>everything, if all members are gone at the same time, or the last one is killed before a new one has completely
 *       joined: numbers are kept in memory.
 * </ul>
 *
 * <p>When a cluster splits, each part continues with the current number and hands out the same values as the other.
 * When the parts find each other again, the additions of both count. With {@code cluster.onSplit=refuse} only the
 * larger part continues, and no value is handed out twice.
 *
 * <p>Stages fail with an {@link OortServiceException}, after {@link OortService#TIMEOUT} at the latest, and complete on
 * worker threads. Numbers overflow like {@code long}.
 *
 * <p>Thread-safety: thread-safe. No method waits for another node.
 *
 * @since 0.1.0
 */
public interface OortPrimaryLong {

    /** The maximum number of such numbers in a cluster. */
    int MAX_NUMBERS = 1_000;

    /** {@return the name, the same on all nodes} */
    String name();

    /** {@return the primary's current number} */
    CompletionStage<Long> get();

    /**
     * Adds to the number.
     *
     * @return the new number
     */
    CompletionStage<Long> addAndGet(long delta);

    /**
     * Adds to the number.
     *
     * @return the previous number
     */
    CompletionStage<Long> getAndAdd(long delta);

    /**
     * Sets the number if it has the expected value.
     *
     * @return whether it had
     */
    CompletionStage<Boolean> compareAndSet(long expected, long value);
}
