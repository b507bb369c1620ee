package dev.halley.core.session;

import dev.halley.core.publish.Coalescer;
import dev.halley.core.runtime.UserCodeRunner;

/** Brings what waits for sessions on its way, at the time and on the thread that are best for all. */
public interface SessionFlusher extends UserCodeRunner, Coalescer {

    /** An event is about to be queued: the response to the request that brings it may have to take it along. */
    void announce(CoreSession session);

    /** A session has something to send. */
    void touch(CoreSession session);

    /** Brings what waits for a session on its way, if there is a way: on this thread, unless the application's code sees it. */
    void flush(CoreSession session);

    /** A timer says that a session's lazy events, or its held connect's answer, are due. */
    void due(CoreSession session);
}
