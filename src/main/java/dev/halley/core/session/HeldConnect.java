package dev.halley.core.session;

import dev.halley.protocol.Encoded;
import java.util.List;

/**
 * A connect that is held, as its session knows it, which says when it is answered. It is answered, superseded or lost exactly once: by
 * whoever gets {@link #release} to say true.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface HeldConnect {

    /** Why it is held no longer. */
    enum Release {
        TIMEOUT,
        MESSAGES,
        SESSION_ENDED,
        SUPERSEDED,
        LOST
    }

    Downstream link();

    /** @return which of the session's connects it is */
    int number();

    /** It would be answered at once. @return whether it is held for a fixed while instead, whatever comes */
    boolean pace();

    boolean isPaced();

    /** From now on it is answered whatever waits. */
    void endTime();

    /** @return whether it is answered now whatever waits */
    boolean isTimeUp();

    /** @return whether it was held until now */
    boolean release();

    /** Answers it with what waits for its session, unless it is held no longer. */
    void answer(Release why);

    /** A newer connect of its session has come: its link decides what its client is told. Does nothing if it is held no longer. */
    void supersede();

    /** Answers it with the last events of its session, which has ended. @return false if it is held no longer */
    boolean answerLast(List<Encoded> events);
}
