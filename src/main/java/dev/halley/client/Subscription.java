package dev.halley.client;

import dev.halley.protocol.ChannelId;
import java.util.concurrent.CompletableFuture;

/**
 * One listener's subscription to a channel. It outlives sessions: after each new handshake the client subscribes again by
 * itself.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface Subscription extends AutoCloseable {

    /** @return the channel or pattern */
    ChannelId channel();

    /**
     * Takes the subscription back. The listener is called no more, but for a call that is under way. The server is told when
     * it was the channel's last. Bayeux section 4.7.
     *
     * @return done when the server has answered, at once when it need not be asked; fails with a {@link BayeuxException}
     */
    CompletableFuture<Void> unsubscribe();

    /** Takes the subscription back without waiting for the server. */
    @Override
    default void close() {
        unsubscribe();
    }
}
