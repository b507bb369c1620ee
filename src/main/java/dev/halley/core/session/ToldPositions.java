package dev.halley.core.session;

import dev.halley.api.PositionForm;
import dev.halley.spi.History;
import org.jspecify.annotations.Nullable;

/**
 * In which form the client of a session is told where messages stand on channels with history: one for the session's life, chosen once.
 *
 * <p>Thread-safety: thread-safe; reading takes no lock.
 */
final class ToldPositions {

    private volatile PositionForm form = PositionForm.PLAIN;

    PositionForm form() {
        return form;
    }

    /**
     * @param history what channels have kept; null if none keeps any
     * @param clustered whether the server is a node of a cluster
     * @throws IllegalStateException if another one was chosen before, or it is not to be had here
     */
    synchronized void choose(PositionForm wanted, @Nullable History history, boolean clustered) {
        if (wanted == form) {
            return;
        }
        String refusal = refusal(wanted, history, clustered);
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
        form = wanted;
    }

    private @Nullable String refusal(PositionForm wanted, @Nullable History history, boolean clustered) {
        if (form != PositionForm.PLAIN) {
            return "The client is told positions in the form " + form + " already, and cannot be told them in the form "
                    + wanted + ".";
        }
        if (history == null) {
            return "There are no positions to tell: nothing keeps history here.";
        }
        return wanted == PositionForm.REPLAY && clustered
                ? "A replayId is an offset without its epoch: only a server that stands alone can go on from it."
                : null;
    }
}
