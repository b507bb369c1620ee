package dev.halley.spi;

import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * Observes the server: feeds the log, metrics and tests. All methods do nothing by default; they are called often and
 * must be quick.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface ServerEvents {

    default void sessionOpened(String session, String transport) {}

    default void sessionClosed(String session, CloseReason reason) {}

    default void messageReceived(@Nullable String session, Request request) {}

    default void messageRefused(@Nullable String session, Request request, BayeuxError error) {}

    /** @param sessions to how many sessions of this server an event went */
    default void published(String channel, int sessions) {}

    /**
     * The text of a request or frame has come whole, and is about to be read.
     *
     * @param length of the text, in characters; in bytes where it came in bytes
     */
    default void textReceived(long length) {}

    /**
     * A connection is given a batch.
     *
     * @param messages how many replies and events are in it
     * @param length of its JSON text, in characters
     */
    default void batchSent(int messages, int length) {}

    /**
     * A send has not returned for a while: what else its thread had to send goes by another one.
     *
     * @param session to whose client something is sent; null if it is not known
     */
    default void sendBlocked(@Nullable String session) {}

    default void messageDropped(String session, String channel, String why) {}

    /** A session's queue has grown to more than it ever held, in steps of powers of two from 1,024 messages. */
    default void queueHighWater(String session, int messages, long bytes) {}

    default void connectHeld(String session, String transport) {}

    default void connectReleased(String session, String why) {}

    default void channelAdded(String channel) {}

    default void channelRemoved(String channel) {}

    /** Somebody presented a session's id without being its client. */
    default void foreignSession(String session, String transport) {}

    default void transportFailed(String transport, Throwable cause) {}

    /** User code threw. */
    default void userCodeFailed(String what, Throwable cause) {}

    default void swept(int sessions, int channels, long nanos) {}
}
