package dev.halley.core.link;

import dev.halley.core.session.CoreSession;
import org.jspecify.annotations.Nullable;

/**
 * Tells the session of a request that has one response when the request begins and when it is over, each once.
 *
 * <p>Thread-safety: thread-safe; guarded by this, under which the session's queue is called.
 */
final class OpenRequest {

    private @Nullable CoreSession session;

    /** A message of that session came with the request. */
    synchronized void begin(CoreSession theirs) {
        if (session == null) {
            session = theirs;
            theirs.queue().startRequest();
        }
    }

    /** The response takes what the session has to say, or nobody waits for it any more. */
    void end() {
        CoreSession ended;
        synchronized (this) {
            ended = session;
            session = null;
        }
        if (ended != null) {
            ended.queue().endRequest();
        }
    }
}
