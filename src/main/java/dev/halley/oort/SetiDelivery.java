package dev.halley.oort;

/**
 * Tells how many sessions were reached by what was sent to users.
 *
 * <p>Thread-safety: immutable.
 *
 * @param sessions the number of sessions for which it was queued, or that received it; sessions that missed it because
 *     their queue was full do not count
 * @param nodes the number of nodes that these sessions are on
 * @param unanswered the number of nodes that have the users and were lost, or have not answered in time: it is not
 *     known whether their sessions were reached
 * @since 0.1.0
 */
public record SetiDelivery(int sessions, int nodes, int unanswered) {

    /** {@return whether at least one session was certainly reached} */
    public boolean isReached() {
        return sessions > 0;
    }
}
