package dev.halley.client;

import dev.halley.protocol.ChannelId;
import java.util.concurrent.CompletableFuture;

/**
 * A listener's subscription to a channel or pattern. It outlives sessions: after each new handshake the client renews
 * it by itself.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface Subscription extends AutoCloseable {

    /** @return the channel or pattern */
    ChannelId channel();

    /**
     * Ends the subscription. The client does not call the listener again; a call in progress continues. The client
     * unsubscribes at the server with the last subscription to the channel. Bayeux section 4.7.
     *
     * @return completes when the server has answered, or at once if no request is needed; fails with a
     *     {@link BayeuxException}
     */
    CompletableFuture<Void> unsubscribe();

    /** Ends the subscription without waiting for the server. */
    @Override
    default void close() {
        unsubscribe();
    }
}
