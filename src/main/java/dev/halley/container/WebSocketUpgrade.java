package dev.halley.container;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes WebSockets of requests without Jakarta WebSocket: with less code on the way of an upgrade, and with text that goes out as the
 * bytes that are there already.
 *
 * <p>A container that has it sets the servlet context's attribute {@value #ATTRIBUTE}.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface WebSocketUpgrade {

    /** Name of the servlet context's attribute. */
    String ATTRIBUTE = "dev.halley.webSocketUpgrade";

    /**
     * Upgrades a request, or answers it where it asks for a WebSocket in a wrong way.
     *
     * @param subprotocol the one of those that the request offers that is taken; null takes none
     * @param extensions which of those that the request offers are taken, by name, as far as the container has them
     * @param listener is told what happens to the WebSocket
     * @return whether the request is done with; false for one that asks for no WebSocket
     * @throws IOException if the answer cannot be sent
     */
    boolean upgrade(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable String subprotocol,
            Predicate<String> extensions,
            TextSocketListener listener)
            throws IOException;
}
