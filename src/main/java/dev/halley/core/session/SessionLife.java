package dev.halley.core.session;

import dev.halley.protocol.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * The state that a session is in, and why it ended.
 *
 * <p>Thread-safety: thread-safe; changes are guarded by this.
 */
public final class SessionLife {

    private volatile SessionState state = SessionState.NEW;
    private volatile @Nullable CloseReason ending;

    SessionState state() {
        return state;
    }

    /** @return why it ended; null as long as it has not */
    @Nullable CloseReason ending() {
        return ending;
    }

    /** @param note is run in one step with the change. @return false, and nothing is run, if it has ended already */
    synchronized boolean handshaken(Runnable note) {
        state = state.handshaken();
        if (state == SessionState.ENDED) {
            return false;
        }
        note.run();
        return true;
    }

    /** @return the state before */
    synchronized SessionState connected() {
        SessionState before = state;
        state = before.connected();
        return before;
    }

    /** @return the state before; whoever is told another one than {@code ENDED} has ended it */
    synchronized SessionState end(CloseReason reason) {
        SessionState before = state;
        if (before != SessionState.ENDED) {
            // First the reason: who sees the end, sees why.
            ending = reason;
            state = SessionState.ENDED;
        }
        return before;
    }
}
