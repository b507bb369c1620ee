package dev.halley.api;

import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listener on a session: one or more of the kinds below. Called outside all locks; what it throws is reported to the server's
 * observer. Who may drop a message and throws has dropped it.
 *
 * @since 0.1.0
 */
public sealed interface ServerSessionListener {

    /**
     * Sees the session end, after its subscriptions are taken away. Called on the thread that ended the session, if the
     * application or its client did that; else by a task: one that does not return within {@code stuckAfter} is reported, and the
     * session's next listeners are called without it.
     */
    @FunctionalInterface
    non-sealed interface RemovedListener extends ServerSessionListener {

        void removed(ServerSession session, CloseReason reason);
    }

    /**
     * Sees what is about to be queued for the session, and may replace or drop it: on the publisher's thread, or, where the channel keeps
     * history, on a worker, one message after the other.
     */
    @FunctionalInterface
    non-sealed interface MessageListener extends ServerSessionListener {

        Verdict<ChannelMessage> onMessage(ServerSession session, @Nullable ServerSession from, ChannelMessage event);
    }

    /**
     * Asked when a message does not fit into the session's queue any more. The publisher does not wait for the answer: the message
     * is dropped, and a task asks whether the session goes on. Meanwhile what does not fit is dropped, too, and nobody is asked
     * about it. A listener that does not answer within {@code stuckAfter} has not kept the session.
     */
    @FunctionalInterface
    non-sealed interface QueueMaxedListener extends ServerSessionListener {

        /** @return true to leave it at dropping this message, and to keep the session; false to leave it to the next, and to the end of the session */
        boolean dropInstead(ServerSession session, @Nullable ServerSession from, ChannelMessage event);
    }

    /** Sees what was queued for the session. */
    @FunctionalInterface
    non-sealed interface QueueListener extends ServerSessionListener {

        void queued(ServerSession session, @Nullable ServerSession from, ChannelMessage event);
    }

    /**
     * Sees what is about to go out together, and may merge, reorder or drop. Called on a worker's thread, or on that of the
     * request whose response it is.
     */
    @FunctionalInterface
    non-sealed interface DequeueListener extends ServerSessionListener {

        /**
         * @param events what waited, in order; not to be changed
         * @return what goes out
         */
        List<ChannelMessage> dequeued(ServerSession session, List<ChannelMessage> events);
    }

    /** Sees the session's connects being held and answered. */
    non-sealed interface HeartbeatListener extends ServerSessionListener {

        /** A connect is held from now on. */
        default void suspended(ServerSession session, Duration timeout) {}

        /** A connect is held no longer. @param timedOut whether its time was up */
        default void resumed(ServerSession session, boolean timedOut) {}
    }
}
