package dev.halley.oort;

/**
 * Who was reached by what was sent to users.
 *
 * <p>Thread-safety: immutable.
 *
 * @param sessions how many sessions it was queued for, or handed to; those that missed it, as their queue was full, are not among them
 * @param nodes on how many nodes these are
 * @param unanswered how many nodes have the users, and were lost, or have not answered in time: whether their sessions were reached is
 *     not known
 * @since 0.1.0
 */
public record SetiDelivery(int sessions, int nodes, int unanswered) {

    /** @return whether any session was reached for sure */
    public boolean isReached() {
        return sessions > 0;
    }
}
