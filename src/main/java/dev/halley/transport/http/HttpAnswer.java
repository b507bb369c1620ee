package dev.halley.transport.http;

import dev.halley.spi.Connection;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one HTTP request, ready to be written.
 *
 * <p>Thread-safety: immutable; the arrays may be shared with other answers.
 *
 * @param pieces the body
 * @param cookie the value of a {@code Set-Cookie} header, or null
 * @param completion who wants to know whether it got out, or null
 */
record HttpAnswer(
        int status,
        String contentType,
        List<byte[]> pieces,
        @Nullable String cookie,
        Connection.@Nullable Completion completion) {

    private static final String TEXT = "text/plain;charset=UTF-8";
    private static final String RETRY_AFTER_SECONDS = "5";

    static HttpAnswer of(HttpRefusal refusal) {
        byte[] sentence = (refusal.sentence() + "\n").getBytes(StandardCharsets.UTF_8);
        return new HttpAnswer(refusal.status(), TEXT, List.of(sentence), null, null);
    }

    long length() {
        long length = 0;
        for (byte[] piece : pieces) {
            length += piece.length;
        }
        return length;
    }

    /** Sets everything but the length. */
    void head(HttpServletResponse response) {
        response.setStatus(status);
        response.setContentType(contentType);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (cookie != null) {
            response.addHeader("Set-Cookie", cookie);
        }
        if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
            response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        if (status == HttpServletResponse.SC_REQUEST_TIMEOUT) {
            // What is still to come of the request would be taken for the next one.
            response.setHeader("Connection", "close");
        }
    }
}
