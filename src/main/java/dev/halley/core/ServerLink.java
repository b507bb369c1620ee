package dev.halley.core;

import dev.halley.api.BayeuxContext;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import java.util.function.Supplier;

/**
 * The core's end of a connection, as the core itself sees it.
 *
 * <p>Thread-safety: as {@link Link}; the methods added here may be called by any thread.
 */
sealed interface ServerLink extends Link, FlushScheduler.Origin permits DuplexLink, ResponseLink {

    /** @return the name that is negotiated for it */
    String transport();

    Peer peer();

    @Override
    default BayeuxContext context() {
        return peer().context();
    }

    /** A message of this session came over the link: from now on its events go this way, where that is possible. */
    void carry(CoreSession session);

    /** Sends what the request is answered with, in this order: replies that must go first, events, replies. */
    void answer(BatchReplies answers);

    /**
     * A reply has come later than the others of its batch: it is sent by itself, after the events that were there before it.
     *
     * @throws IllegalStateException if there is one response
     */
    void answerLater(CoreSession session, Encoded reply);

    /**
     * The connect that is held here is answered: events as its mode says, then the reply.
     *
     * @param held that connect
     * @param answer asked only if there is still a way to the client, so that nothing is taken in vain
     */
    void answerHeld(CoreSession session, SuspendedConnect held, Supplier<SuspendedConnect.Answer> answer);

    /** @return whether nothing can be sent here any more */
    boolean isGone();

    /** A newer connect took the place of the one that is held here. */
    void superseded();

    /** Says a last word, if there is one, and closes. */
    void end(CloseReason reason);

    @Override
    default void release() {
        CoreSession theirs = session();
        if (theirs != null) {
            theirs.linkReleased(this);
        }
    }
}
