package dev.halley.core.session;

import dev.halley.core.publish.Coalescer;
import dev.halley.core.runtime.UserCodeRunner;

/** Brings what waits for sessions on its way, at the time and on the thread that are best for all. */
public interface SessionFlusher extends UserCodeRunner, Coalescer {

    /** An event is about to be queued: the response to the request that brings it may have to take it along. */
    void announce(FlushTarget session);

    /** A session has something to send. */
    void touch(FlushTarget session);

    /** A timer says that a session's lazy events, or its held connect's answer, are due. */
    void due(FlushTarget session);

    /** Runs what calls the application's code where a sender's thread must not; later, if the workers are too busy now. */
    void byWorker(Runnable code);
}
