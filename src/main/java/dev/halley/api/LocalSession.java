package dev.halley.api;

import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Reply;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A client that lives in the server. Its messages go the same way as everybody's, policy and listeners included; what
 * it is subscribed to reaches it synchronously on the publisher's thread.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface LocalSession {

    /** @return its other end */
    ServerSession session();

    default String id() {
        return session().id();
    }

    /**
     * @param channel a broadcast channel or pattern
     * @return closing it unsubscribes
     * @throws IllegalStateException if it is refused; the message has the error
     */
    Registration subscribe(String channel, MessageListener listener);

    /** Sees what is delivered to this session on a channel or pattern, without subscribing. */
    Registration addListener(String channel, MessageListener listener);

    /**
     * @param data as with {@link ServerChannel#publish}
     * @return the server's answer: whether the message may be published, not whether a broker has accepted it yet
     * @throws IllegalArgumentException if the channel is a pattern, a template or a meta channel; if the data cannot be written as JSON,
     *     or is a message of another channel
     * @throws IllegalStateException if the session has ended
     */
    Reply publish(String channel, @Nullable Object data);

    /**
     * Publishes like {@link #publish}, and tells when the message is accepted.
     *
     * @return as with {@link ServerChannel#publishAsync}; it fails with a {@link PublishException}, too, if the policy or an
     *     authorizer refuses
     * @throws IllegalArgumentException as with {@link #publish}
     * @throws IllegalStateException if the session has ended
     */
    CompletionStage<Position> publishAsync(String channel, @Nullable Object data);

    /**
     * Publishes like {@link #publishAsync(String, Object)}, once, see {@link ServerChannel#publishAsync(ServerSession, Object, String)}.
     *
     * @param key of 1 to 128 characters
     * @throws IllegalArgumentException as with {@link #publish}, and if the key is too short or too long
     * @throws IllegalStateException if the session has ended
     */
    CompletionStage<Position> publishAsync(String channel, @Nullable Object data, String key);

    void disconnect();

    /** Takes what a local session gets. */
    @FunctionalInterface
    interface MessageListener {

        void onMessage(LocalSession session, ChannelMessage event);
    }
}
