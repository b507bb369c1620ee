package dev.halley.core.link;

import dev.halley.api.BayeuxContext;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.Downstream;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.Traits;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The core's end of a connection, as the core itself sees it.
 *
 * <p>Thread-safety: as {@link Link}; the methods added here may be called by any thread.
 */
public interface ServerLink extends Link, Downstream, FlushScheduler.Origin {

    Peer peer();

    /** @return what its connection can do */
    Traits traits();

    @Override
    default BayeuxContext context() {
        return peer().context();
    }

    /** @return whether it stays when a request is answered, and may be there without one */
    boolean stays();

    /** @param longest how long one of a transport may carry no session. @return whether it has carried none for longer */
    boolean isIdle(long now, Function<String, Duration> longest);

    /** Its client gets no session now, and is told to come again: it may be silent for so much longer. */
    default void retryAfter(Duration wait) {
        // Only a link that stays waits for its client.
    }

    /** A message of this session came over the link: from now on its events go this way, where that is possible. */
    void carry(CoreSession session);

    /** @return whether it carries one connect, and what comes while that is held goes by itself over its response */
    default boolean streams() {
        return false;
    }

    /**
     * A connect that came over it is about to be held: where what comes meanwhile goes by itself over its response, that begins, and is
     * bound to the session.
     */
    default void begin(CoreSession session) {
        // Others hold it without a word, or are bound already.
    }

    /** Runs what handles a request that came over it, or answers one later: what that touches is flushed at its end. */
    void during(Runnable handling);

    /** Sends what the request is answered with, in this order: replies that must go first, events, replies. */
    void answer(BatchReplies answers);

    /**
     * A reply has come later than the others of its batch: it is sent by itself, after the events that were there before it.
     *
     * @param sent is run when it has gone, or can never go; null if there is nothing to do then
     * @throws IllegalStateException if there is one response
     */
    void answerLater(CoreSession session, Encoded reply, @Nullable Runnable sent);

    @Override
    default void release() {
        CoreSession theirs = session();
        if (theirs != null) {
            theirs.linkReleased(this);
        }
    }
}
