package dev.halley.transport.websocket;

import dev.halley.protocol.CloseReason;
import dev.halley.spi.Batch;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What sends to one client: a session of Jakarta WebSocket, or what a container has beyond it.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
interface ClientSocket {

    /**
     * Sends a batch as one message; not before the one before it is sent. Returns without waiting for the network, on most containers.
     *
     * @param done called once, on any thread, possibly before this method returns; with null when it is sent, else with why it is not
     */
    void send(Batch batch, Consumer<@Nullable Throwable> done);

    /** @return whether messages may be sent */
    boolean isOpen();

    /** Sets how long nothing may come or go; then the container ends it. Zero is for ever. */
    void setIdleTimeout(Duration timeout);

    /**
     * Says goodbye. May wait for the peer.
     *
     * @param patience how long the peer may take to answer; then the connection is cut
     */
    void close(CloseReason reason, Duration patience) throws IOException;
}
