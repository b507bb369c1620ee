package dev.halley.core.session;

import dev.halley.protocol.Encoded;
import dev.halley.protocol.OverflowTag;
import org.jspecify.annotations.Nullable;

/**
 * Where a message stands in a queue that may give way, as its channel's overflow policy says.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
final class Place {

    final OverflowTag overflow;
    private Encoded message;
    /** As {@link WaitingMessages} counts; changes when that moves its messages. */
    long slot;
    /** The neighbours in its {@link PlaceChain}. */
    @Nullable Place before;

    @Nullable Place after;
    /** The other one of the same key, where two wait: the one whose turn comes, and the newest. */
    @Nullable Place other;

    /** Whether it is the newest of two. */
    boolean second;
    /** Whether its message waits no more. */
    boolean left;

    Place(Encoded message, OverflowTag overflow) {
        this.message = message;
        this.overflow = overflow;
    }

    Encoded message() {
        return message;
    }

    /** A newer message stands here now. */
    void message(Encoded newer) {
        message = newer;
    }
}
