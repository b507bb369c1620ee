package dev.halley.core.runtime;

import org.jspecify.annotations.Nullable;

/**
 * What a sender thread sends.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface SendTask {

    /** Sends, or sees to it that somebody does who may block. */
    void send();

    /** @return what always goes by the same shard */
    default Object key() {
        return this;
    }

    /** @return whether it does not stand in the queue yet, and does from now on */
    default boolean queued() {
        return true;
    }

    /** It is taken out of the queue now: what comes from here on is sent another time. */
    default void taken() {}

    /** @return the id of the session whose it is; null if it is nobody's */
    @Nullable String sessionId();

    /** The send has not returned for a while. Called by the timer; quick. */
    default void blocked() {}
}
