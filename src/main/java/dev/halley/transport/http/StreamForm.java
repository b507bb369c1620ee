package dev.halley.transport.http;

import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * What a stream of server-sent events looks like on the wire.
 *
 * <p>Thread-safety: immutable; the arrays are shared: they are not to be changed.
 *
 * @param contentType its content type
 * @param cacheControl the header of that name
 * @param closing whether the connection ends with the stream
 * @param open what comes first
 * @param end what follows the data of an event
 * @param comment what says that the stream lives
 * @param heartbeat time between two comments
 */
record StreamForm(
        String contentType,
        String cacheControl,
        boolean closing,
        byte[] open,
        byte[] end,
        byte[] comment,
        Duration heartbeat) {

    private static final byte[] START = bytes("data: ");

    /** Of the transport {@code streaming}. */
    static StreamForm streaming(Duration heartbeat) {
        return new StreamForm(
                "text/event-stream;charset=UTF-8",
                "no-cache, no-store, no-transform",
                false,
                bytes(": open\n\n"),
                bytes("\n\n"),
                bytes(":\n\n"),
                heartbeat);
    }

    /** Of the transport {@code eventsource}, as Faye's server writes it. */
    static StreamForm eventSource(Duration heartbeat) {
        return new StreamForm(
                "text/event-stream",
                "no-cache, no-store",
                true,
                bytes("retry: 5000\r\n\r\n"),
                bytes("\r\n\r\n"),
                bytes(":\r\n\r\n"),
                heartbeat);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    HttpAnswer answer() {
        return new HttpAnswer(HttpServletResponse.SC_OK, contentType, List.of(), null, null);
    }

    /** @param oneRequest whether the connection carries one request at a time, as HTTP/1.1 does */
    void head(HttpServletResponse response, boolean oneRequest) {
        answer().head(response);
        response.setHeader("Cache-Control", cacheControl);
        response.setHeader("X-Accel-Buffering", "no");
        if (closing && oneRequest) {
            response.setHeader("Connection", "close");
        }
    }

    /** @param line the array of messages, without a line break */
    List<byte[]> event(byte[] line) {
        return List.of(START, line, end);
    }
}
