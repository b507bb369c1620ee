package dev.halley.core.session;

/** Sees to what is to be done when a session has ended. */
@FunctionalInterface
public interface SessionEnding {

    /** @param inBackground whether the whole server waits for the thread that ended the session */
    void end(SessionEnd end, boolean inBackground);
}
