package dev.halley.oort.core;

import java.util.concurrent.atomic.LongAdder;

/**
 * What {@code Seti} has done on this node since it was started.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @param sends how many messages were sent from here
 * @param reached to how many sessions, here and elsewhere
 * @param unreached how many of these messages have reached no session for sure
 * @param unanswered how many times a node has not answered
 * @param kicked how many sessions were ended from here, here and elsewhere
 */
record SetiCounts(LongAdder sends, LongAdder reached, LongAdder unreached, LongAdder unanswered, LongAdder kicked) {

    SetiCounts() {
        this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
    }
}
