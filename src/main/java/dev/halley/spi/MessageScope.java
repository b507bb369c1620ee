package dev.halley.spi;

import dev.halley.api.ServerSession;
import org.jspecify.annotations.Nullable;

/**
 * Surrounds the handling of each message, such as with the contexts of CDI.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
@FunctionalInterface
public interface MessageScope {

    /** Only runs the work. */
    MessageScope NONE = (session, work) -> work.run();

    /**
     * Runs the work, once, on the calling thread. Called outside all locks; calls may be nested.
     *
     * @param session the session whose message is handled; in a handshake the new session, or null until there is one
     */
    void during(@Nullable ServerSession session, Runnable work);
}
