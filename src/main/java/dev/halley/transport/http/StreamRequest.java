package dev.halley.transport.http;

import dev.halley.protocol.ClientAdvice;
import dev.halley.protocol.Request;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells which requests ask for a stream: one connect by itself, of that connection type, from a client that accepts server-sent events
 * and wants to be held.
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

    private static boolean mayBeHeld(@Nullable ClientAdvice advice) {
        return advice == null || advice.timeoutMillis() == null || advice.timeoutMillis() > 0;
    }

    private static boolean acceptsEvents(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Accept")).stream()
                .anyMatch(accepted -> accepted.toLowerCase(Locale.ROOT).contains(EVENTS));
    }
}
