package dev.halley.core.session;

import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.UserCode;
import dev.halley.protocol.CloseReason;

/**
 * What sessions need of the server.
 *
 * <p>Thread-safety: immutable.
 *
 * @param scheduler sees to it that sessions with new events are flushed
 * @param extensions sees what comes in and goes out
 * @param connects answers held connects
 * @param ending sees to what is to be done for a session that has ended
 */
public record SessionServices(
        Platform platform,
        UserCode userCode,
        SessionFlusher scheduler,
        ExtensionChain extensions,
        ConnectReplies connects,
        EndingWay ending) {

    /**
     * How a session has ended.
     *
     * @param known whether listeners have heard of it
     * @param rest what was left in it
     */
    public record Ended(boolean known, SessionQueue.Rest rest, CloseReason reason) {}

    /** How what is to be done at a session's end gets done. */
    @FunctionalInterface
    public interface EndingWay {

        /** @param inBackground whether the whole server waits for the thread that ended the session */
        void end(CoreSession session, Ended ended, boolean inBackground);
    }
}
