package dev.halley.api;

import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listener on a session: one or more of the nested kinds. The server calls it outside all locks. An exception is
 * reported to the server's observer. If a listener that may drop a message throws, the message is dropped.
 *
 * @since 0.1.0
 */
public sealed interface ServerSessionListener {

    /**
     * Sees the session end, after its subscriptions have been removed. The server calls it on the thread that ended the
     * session, if the application or the client ended it. Otherwise it calls it on a worker: a listener that does not
     * return within {@code stuckAfter} is reported, and the session's next listeners are called without waiting for it.
     */
    @FunctionalInterface
    non-sealed interface RemovedListener extends ServerSessionListener {

        /** Called when the session has ended. */
        void removed(ServerSession session, CloseReason reason);
    }

    /**
     * Sees what is about to be queued for the session, and may replace or drop it. The server calls it on the
     * publisher's thread, or, if the channel keeps history, on a worker, one message after the other.
     */
    @FunctionalInterface
    non-sealed interface MessageListener extends ServerSessionListener {

        /**
         * Called for each event before it is queued.
         *
         * @param from the publisher or sender; null for the server itself
         */
        Verdict<ChannelMessage> onMessage(ServerSession session, @Nullable ServerSession from, ChannelMessage event);
    }

    /**
     * Asked when a message does not fit into the session's queue any more. The publisher does not wait for the answer:
     * the message is dropped, and a worker asks whether the session continues. Until then, further messages that do not
     * fit are dropped without a question. A listener that does not answer within {@code stuckAfter} has not kept the
     * session.
     */
    @FunctionalInterface
    non-sealed interface QueueMaxedListener extends ServerSessionListener {

        /**
         * Decides whether the session continues without a message.
         *
         * @param from the publisher or sender; null for the server itself
         * @param event the message that did not fit
         * @return true to drop only this message and keep the session; false to leave the decision to the next
         *     listener, and if there is none, to end the session
         */
        boolean dropInstead(ServerSession session, @Nullable ServerSession from, ChannelMessage event);
    }

    /** Sees what has been queued for the session. */
    @FunctionalInterface
    non-sealed interface QueueListener extends ServerSessionListener {

        /**
         * Called for each event after it has been queued.
         *
         * @param from the publisher or sender; null for the server itself
         */
        void queued(ServerSession session, @Nullable ServerSession from, ChannelMessage event);
    }

    /**
     * Sees the events that are about to be sent together, and may merge, reorder or drop them. The server calls it on a
     * worker, or on the thread of the request whose response carries them.
     */
    @FunctionalInterface
    non-sealed interface DequeueListener extends ServerSessionListener {

        /**
         * Called before events are sent.
         *
         * @param events the queued events in order; must not be modified
         * @return the events to send
         */
        List<ChannelMessage> dequeued(ServerSession session, List<ChannelMessage> events);
    }

    /** Sees when the session's connects are held and answered. */
    non-sealed interface HeartbeatListener extends ServerSessionListener {

        /**
         * Called when a connect is held.
         *
         * @param timeout how long it is held at most
         */
        default void suspended(ServerSession session, Duration timeout) {}

        /**
         * Called when a held connect is released.
         *
         * @param timedOut whether its timeout has expired
         */
        default void resumed(ServerSession session, boolean timedOut) {}
    }
}
