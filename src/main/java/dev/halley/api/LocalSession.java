package dev.halley.api;

import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Reply;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A client inside the server. Its messages take the same path as those of remote clients, including policy and
 * listeners. It receives the events of its subscriptions synchronously on the publisher's thread.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface LocalSession {

    /** {@return the session that represents this client on the server} */
    ServerSession session();

    /** {@return the id of the session, its clientId} */
    default String id() {
        return session().id();
    }

    /**
     * Subscribes to a channel or pattern.
     *
     * @param channel a broadcast channel or pattern
     * @return a registration that unsubscribes when closed
     * @throws IllegalStateException if the subscription is refused, with the error in the message, or if the session
     *     has ended
     */
    Registration subscribe(String channel, MessageListener listener);

    /** Adds a listener for what is delivered to this session on a channel or pattern, without subscribing to it. */
    Registration addListener(String channel, MessageListener listener);

    /**
     * Publishes a message.
     *
     * @param data as with {@link ServerChannel#publish}
     * @return the server's answer. It tells whether the message may be published, not whether a broker has accepted it
     *     yet
     * @throws IllegalArgumentException if the channel is a pattern, a template or a meta channel; if the data cannot be
     *     written as JSON, or is a message of another channel
     * @throws IllegalStateException if the session has ended
     */
    Reply publish(String channel, @Nullable Object data);

    /**
     * Publishes like {@link #publish}, and reports when the message has been accepted.
     *
     * @return as with {@link ServerChannel#publishAsync}; also fails with a {@link PublishException} if the policy or
     *     an authorizer refuses the message
     * @throws IllegalArgumentException as with {@link #publish}
     * @throws IllegalStateException if the session has ended
     */
    CompletionStage<Position> publishAsync(String channel, @Nullable Object data);

    /**
     * Publishes like {@link #publishAsync(String, Object)}, but only once per key; see {@link
     * ServerChannel#publishAsync(ServerSession, Object, String)}.
     *
     * @param key the publish key, 1 to 128 characters long
     * @throws IllegalArgumentException as with {@link #publish}, and if the key is too short or too long
     * @throws IllegalStateException if the session has ended
     */
    CompletionStage<Position> publishAsync(String channel, @Nullable Object data, String key);

    /** Ends the session. */
    void disconnect();

    /** Receives the events of a local session. */
    @FunctionalInterface
    interface MessageListener {

        /** Called for each event on the channel or pattern. */
        void onMessage(LocalSession session, ChannelMessage event);
    }
}
