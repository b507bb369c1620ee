package dev.halley.core.session;

import dev.halley.core.runtime.SendTask;

/**
 * What is flushed: a session, as what flushes it knows it. It stands once in the list of a request that touches it.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface FlushTarget extends SendTask {

    /** @return whether that list did not touch it last */
    boolean firstTouch(Object list);

    /** The list is done; it is kept alive no longer. */
    void untouch(Object list);
}
