package dev.halley.api;

import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Reply;
import org.jspecify.annotations.Nullable;

/**
 * A client that lives in the server. Its messages go the same way as everybody's, policy and listeners included; what
 * it is subscribed to reaches it synchronously on the publisher's thread.
 *
 * <p>Thread-safety: thread-safe.
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

    /** @return the server's answer */
    Reply publish(String channel, @Nullable Object data);

    void disconnect();

    /** Takes what a local session gets. */
    @FunctionalInterface
    interface MessageListener {

        void onMessage(LocalSession session, ChannelMessage event);
    }
}
