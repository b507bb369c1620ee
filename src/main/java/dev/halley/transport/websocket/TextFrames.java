package dev.halley.transport.websocket;

import jakarta.servlet.ServletContext;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds what sends text frames whose bytes are there already, so that a message for many sessions is encoded once.
 *
 * <p>Jakarta WebSocket takes characters, and encodes them for each session. A container that takes bytes says so by the servlet
 * context's attribute {@value #ATTRIBUTE}, a {@code java.util.function.Function}: it gets the {@code jakarta.websocket.Session}, and gives
 * a {@code BiConsumer<ByteBuffer, Consumer<Throwable>>} that behaves like {@link Sender}, or null for a session that is not its own.
 * The launcher of the WAR sets it.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
@FunctionalInterface
interface TextFrames {

    /** Name of the servlet context's attribute. */
    String ATTRIBUTE = "dev.halley.textFrames";

    /** Knows no session: all are sent characters. */
    TextFrames NONE = session -> null;

    /** @return null if the session takes only characters */
    @Nullable Sender senderOf(Session session);

    /** Sends one session's frames. */
    @FunctionalInterface
    interface Sender {

        /**
         * Sends a whole message as one text frame. Returns without waiting for the network.
         *
         * @param utf8 is read to its end, and not changed
         * @param done called once, on any thread, possibly before this method returns; with null when the frame is sent, else with
         *     why it is not
         */
        void send(ByteBuffer utf8, Consumer<@Nullable Throwable> done);
    }

    /** @return what the application's container offers */
    @SuppressWarnings("unchecked") // The name of the attribute says what it is.
    static TextFrames of(ServletContext application) {
        if (!(application.getAttribute(ATTRIBUTE) instanceof Function<?, ?> offered)) {
            return NONE;
        }
        var senders = (Function<Object, @Nullable BiConsumer<ByteBuffer, Consumer<@Nullable Throwable>>>) offered;
        return session -> {
            BiConsumer<ByteBuffer, Consumer<@Nullable Throwable>> sender = senders.apply(session);
            return sender == null ? null : sender::accept;
        };
    }
}
