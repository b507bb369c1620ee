package dev.halley.spi;

import dev.halley.api.ServerSession;
import org.jspecify.annotations.Nullable;

/**
 * Puts something around the handling of each message, such as the contexts of CDI.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
@FunctionalInterface
public interface MessageScope {

    /** Puts nothing around it. */
    MessageScope NONE = (session, work) -> work.run();

    /**
     * Runs the work, once, on the calling thread; called outside all locks, and may be nested.
     *
     * @param session whose message is handled; in a handshake the session to be, as soon as there is one, until then null
     */
    void during(@Nullable ServerSession session, Runnable work);
}
