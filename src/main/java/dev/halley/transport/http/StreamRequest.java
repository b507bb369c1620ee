package dev.halley.transport.http;

import dev.halley.protocol.ClientAdvice;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.Request;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells which requests ask for a stream: one connect by itself, of that connection type, from a client that accepts server-sent events
 * and wants to be held; and which GET is that of a browser's event source.
 *
 * <p>Thread-safety: stateless.
 */
final class StreamRequest {

    private static final String EVENTS = "text/event-stream";

    private StreamRequest() {}

    /** @param messages what the request's body has */
    static boolean isOne(HttpServletRequest request, List<Request> messages) {
        return messages.size() == 1
                && messages.get(0) instanceof Request.Connect connect
                && HttpTransport.STREAMING.equals(connect.connectionType())
                && mayBeHeld(connect.advice())
                && request.isAsyncSupported()
                && acceptsEvents(request);
    }

    /**
     * @return the client id that a GET for server-sent events has in its path, which is one segment below the servlet's own; null for any
     *     other request
     */
    static @Nullable String clientIdInPath(HttpServletRequest request) {
        String below = request.getPathInfo();
        boolean oneSegment = below != null && below.length() > 1 && below.indexOf('/', 1) < 0;
        return oneSegment && acceptsEvents(request) ? below.substring(1) : null;
    }

    /** @return the connect that opens the stream of a session, with an ordinary connect's way through the core */
    static Request.Connect opening(String clientId) {
        Envelope envelope = new Envelope("/meta/connect", null, clientId, null, Map.of());
        return new Request.Connect(envelope, HttpTransport.EVENT_SOURCE, null);
    }

    /** @return whether a client whose events come over its event source says with them that it is there */
    static boolean keepsAlive(List<Request> messages) {
        return messages.stream()
                .anyMatch(message -> message instanceof Request.Connect connect
                        && HttpTransport.EVENT_SOURCE.equals(connect.connectionType()));
    }

    private static boolean mayBeHeld(@Nullable ClientAdvice advice) {
        return advice == null || advice.timeoutMillis() == null || advice.timeoutMillis() > 0;
    }

    private static boolean acceptsEvents(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Accept")).stream()
                .anyMatch(accepted -> accepted.toLowerCase(Locale.ROOT).contains(EVENTS));
    }
}
