package dev.halley.api;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Event;
import org.jspecify.annotations.Nullable;

/**
 * A listener on a session: one or more of the kinds below. Called outside all locks; what it throws is logged and harms
 * nothing else.
 */
public sealed interface ServerSessionListener {

    /** Sees the session end, after its subscriptions are taken away. */
    @FunctionalInterface
    non-sealed interface RemovedListener extends ServerSessionListener {

        void removed(ServerSession session, CloseReason reason);
    }

    /** Sees what is about to be queued for the session, on the publisher's thread, and may replace or drop it. */
    @FunctionalInterface
    non-sealed interface MessageListener extends ServerSessionListener {

        Verdict<Event> onMessage(ServerSession session, @Nullable ServerSession from, Event event);
    }

    /** Asked when a message does not fit into the session's queue any more. */
    @FunctionalInterface
    non-sealed interface QueueMaxedListener extends ServerSessionListener {

        /** @return true to drop this message and keep the session; false to leave it to the next, and to the end of the session */
        boolean dropInstead(ServerSession session, @Nullable ServerSession from, Event event);
    }
}
