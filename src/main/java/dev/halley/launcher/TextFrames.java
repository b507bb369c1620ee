package dev.halley.launcher;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.ee11.websocket.jakarta.common.JakartaWebSocketSession;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * Sends text frames whose bytes are there already over Jetty's WebSockets, which by the API of Jakarta take characters alone.
 *
 * <p>Thread-safety: immutable.
 */
final class TextFrames implements Function<Object, BiConsumer<ByteBuffer, Consumer<Throwable>>> {

    /** @param session a {@code jakarta.websocket.Session} @return null if it is not Jetty's own */
    @Override
    public BiConsumer<ByteBuffer, Consumer<Throwable>> apply(Object session) {
        return session instanceof JakartaWebSocketSession own ? new Sender(own.getCoreSession()) : null;
    }

    /**
     * Sends one session's frames; extensions that the session has negotiated see them as those of Jakarta's API.
     *
     * <p>Thread-safety: thread-safe, as the session.
     */
    private record Sender(CoreSession session) implements BiConsumer<ByteBuffer, Consumer<Throwable>> {

        @Override
        public void accept(ByteBuffer utf8, Consumer<Throwable> done) {
            session.sendFrame(new Frame(OpCode.TEXT, utf8), Callback.from(() -> done.accept(null), done), false);
        }
    }
}
