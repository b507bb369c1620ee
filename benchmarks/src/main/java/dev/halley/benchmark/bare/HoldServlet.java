package dev.halley.benchmark.bare;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Holds requests for ever, and keeps nothing but what the container keeps.
 *
 * <p>Thread-safety: immutable.
 */
public final class HoldServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (body.contains("/meta/connect")) {
            AsyncContext held = request.startAsync();
            held.setTimeout(0);
            return;
        }
        response.setContentType("application/json");
        byte[] answer = "[{\"channel\":\"/meta/handshake\",\"successful\":true}]".getBytes(StandardCharsets.UTF_8);
        response.setContentLength(answer.length);
        response.getOutputStream().write(answer);
    }
}
