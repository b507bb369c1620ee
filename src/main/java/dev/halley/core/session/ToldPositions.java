package dev.halley.core.session;

import dev.halley.api.PositionForm;
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

    /** @throws IllegalStateException if another one was chosen before, or it is not to be had here */
    synchronized void choose(PositionForm wanted, SessionContext context) {
        if (wanted == form) {
            return;
        }
        String refusal = refusal(wanted, context);
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
        form = wanted;
    }

    private @Nullable String refusal(PositionForm wanted, SessionContext context) {
        if (form != PositionForm.PLAIN) {
            return "The client is told positions in the form " + form + " already, and cannot be told them in the form "
                    + wanted + ".";
        }
        if (context.history() == null) {
            return "There are no positions to tell: nothing keeps history here.";
        }
        boolean clustered = context.platform().config().cluster().name().isPresent();
        return wanted == PositionForm.REPLAY && clustered
                ? "A replayId is an offset without its epoch: only a server that stands alone can go on from it."
                : null;
    }
}
