package dev.halley.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Clients that come all at once, as after a restart: their connections stand, and then each sends its first request.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public final class Rush implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 120_000;
    private static final int SOCKET_TEXT = 0x81;
    private static final String HANDSHAKE = "[{\"channel\":\"/meta/handshake\",\"version\":\"1.0\","
            + "\"supportedConnectionTypes\":[\"websocket\",\"streaming\",\"long-polling\",\"callback-polling\"]}]";

    private final List<Visitor> visitors = new ArrayList<>();

    /** How a client asks for its session, and how it finds that it has got one. */
    private enum Way {
        UPGRADE,
        POST,
        JSONP
    }

    /**
     * @param path of the server, such as {@code /cometd}
     * @param each how many clients there are of each kind: upgrades to WebSocket, handshakes by POST, handshakes by JSONP
     */
    public Rush(int port, String path, int each) {
        try {
            for (int i = 0; i < each; i++) {
                for (Way way : Way.values()) {
                    visitors.add(new Visitor(way, port, path));
                }
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    /** Lets them all ask at once. @return what those were told that got no session */
    public List<String> run() {
        try {
            for (Visitor visitor : visitors) {
                visitor.ask();
            }
            List<String> failures = new ArrayList<>();
            for (Visitor visitor : visitors) {
                failures.addAll(visitor.failures());
            }
            return failures;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (Visitor visitor : visitors) {
            try {
                visitor.socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Visitor {

        private final Way way;
        private final String path;
        private final Socket socket;
        private final InputStream in;

        Visitor(Way way, int port, String path) throws IOException {
            this.way = way;
            this.path = path;
            this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        void ask() throws IOException {
            send(
                    switch (way) {
                        case UPGRADE ->
                            RawHttp.head(
                                            "GET",
                                            path,
                                            "Upgrade: websocket",
                                            "Connection: Upgrade",
                                            "Sec-WebSocket-Version: 13",
                                            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==")
                                    + "\r\n";
                        case POST ->
                            RawHttp.head(
                                            "POST",
                                            path,
                                            "Connection: close",
                                            "Content-Type: application/json",
                                            "Content-Length: " + HANDSHAKE.length())
                                    + "\r\n" + HANDSHAKE;
                        case JSONP ->
                            RawHttp.head(
                                            "GET",
                                            path + "?jsonp=f&message="
                                                    + URLEncoder.encode(HANDSHAKE, StandardCharsets.UTF_8),
                                            "Connection: close")
                                    + "\r\n";
                    });
        }

        List<String> failures() throws IOException {
            String status = line();
            if (way == Way.UPGRADE) {
                if (!status.contains(" 101 ")) {
                    return List.of(way + ": " + status);
                }
                while (!line().isEmpty()) {
                    // Headers.
                }
                sendFrame();
                in.read();
                int length = in.read();
                if (length == 126) {
                    length = in.read() << 8 | in.read();
                }
                return judge(new String(in.readNBytes(length), StandardCharsets.UTF_8));
            }
            return judge(status + "\n" + new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }

        private List<String> judge(String answer) {
            return answer.contains("\"successful\":true") ? Collections.emptyList() : List.of(way + ": " + answer);
        }

        /** The mask is zero, which changes nothing. */
        private void sendFrame() throws IOException {
            byte[] text = HANDSHAKE.getBytes(StandardCharsets.UTF_8);
            byte[] frame = new byte[8 + text.length];
            frame[0] = (byte) SOCKET_TEXT;
            frame[1] = (byte) (0x80 | 126);
            frame[2] = (byte) (text.length >> 8);
            frame[3] = (byte) text.length;
            System.arraycopy(text, 0, frame, 8, text.length);
            socket.getOutputStream().write(frame);
        }

        private void send(String request) throws IOException {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    return line + " (the end)";
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }
    }
}
