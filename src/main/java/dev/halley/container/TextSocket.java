package dev.halley.container;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket on which text goes out.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface TextSocket {

    /**
     * Sends a whole message. Returns without waiting for the network.
     *
     * @param utf8 is read to its end, and not changed
     * @param done called once, on any thread, possibly before this method returns; with null when the message is sent, else with why
     *     it is not
     */
    void send(ByteBuffer utf8, Consumer<@Nullable Throwable> done);

    /** @return whether messages may be sent */
    boolean isOpen();

    /** Sets how long nothing may come or go; then the container ends it. Zero is for ever. */
    void setIdleTimeout(Duration timeout);

    /**
     * Says goodbye; the peer's answer, or the idle timeout, ends it. May wait for a message that is being sent.
     *
     * @param code a close code that a peer may get
     * @param reason at most 123 bytes of UTF-8
     */
    void close(int code, String reason);
}
