package dev.halley.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, on which a test writes any bytes it likes and reads whole responses.
 *
 * <p>Thread-safety: confined to one thread, but for {@link #abort()}.
 */
public final class RawHttp implements AutoCloseable {

    private static final int GENEROUS_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    /** One response; header names in any case. */
    public record Response(int status, Map<String, List<String>> headers, byte[] bytes) {

        public String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        /** @return the only value of a header, or null */
        public @Nullable String header(String name) {
            List<String> values = headers.getOrDefault(name, List.of());
            if (values.size() > 1) {
                throw new AssertionError(name + " is there " + values.size() + " times: " + values);
            }
            return values.isEmpty() ? null : values.get(0);
        }
    }

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawHttp connect(int port) {
        return connect(port, 0);
    }

    /** @param buffer how many bytes wait here at most that the test has not read; 0 as many as is usual */
    public static RawHttp connect(int port, int buffer) {
        try {
            Socket socket = new Socket();
            if (buffer > 0) {
                socket.setReceiveBufferSize(buffer);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(GENEROUS_MILLIS);
            socket.setTcpNoDelay(true);
            return new RawHttp(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes bytes as they are, one for each character. */
    public RawHttp write(String latin1) {
        return write(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a request with a body of known length. */
    public RawHttp request(String method, String target, byte[] body, String... headers) {
        String head = head(method, target, headers) + "Content-Length: " + body.length + "\r\n\r\n";
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        return write(all.toByteArray());
    }

    /** Writes a POST of JSON. */
    public RawHttp post(String target, String body, String... headers) {
        String[] all = Stream.concat(Stream.of("Content-Type: application/json;charset=UTF-8"), Stream.of(headers))
                .toArray(String[]::new);
        return request("POST", target, body.getBytes(StandardCharsets.UTF_8), all);
    }

    /** Writes a request without a body. */
    public RawHttp bare(String method, String target, String... headers) {
        return write(head(method, target, headers) + "\r\n");
    }

    /** @return the request line and headers, without the empty line that ends them */
    public static String head(String method, String target, String... headers) {
        boolean host = Stream.of(headers).anyMatch(header -> header.startsWith("Host:"));
        return method + " " + target + " HTTP/1.1\r\n"
                + (host ? "" : "Host: localhost\r\n")
                + Stream.of(headers).map(header -> header + "\r\n").collect(Collectors.joining());
    }

    /** Waits for a whole response. */
    public Response read() {
        return readBody(readHead());
    }

    /** Waits for a response's status and headers. */
    public Response readHead() {
        try {
            String statusLine = line();
            int status = Integer.parseInt(statusLine.split(" ")[1]);
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                        .add(line.substring(colon + 1).trim());
            }
            if (status == 100) {
                return readHead();
            }
            return new Response(status, headers, new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the rest of a response whose head was read. */
    public Response readBody(Response head) {
        try {
            return new Response(head.status(), head.headers(), body(head.headers()::get));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the next chunk of a body that comes in chunks. @return empty at its end */
    public byte[] readChunk() {
        try {
            String size = line();
            if (size.isEmpty()) {
                // The end of the chunk before, which some servers send with the next one.
                size = line();
            }
            byte[] chunk = in.readNBytes(Integer.parseInt(size, 16));
            if (chunk.length == 0) {
                line();
            }
            return chunk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits for the next server-sent event of a body that comes as it is, or a comment.
     *
     * @return with the empty line that ends it; empty where the body ends
     */
    public String readEvent() {
        try {
            ByteArrayOutputStream event = new ByteArrayOutputStream();
            int inLine = 1;
            while (inLine > 0) {
                inLine = 0;
                int next = in.read();
                while (next >= 0 && next != '\n') {
                    event.write(next);
                    inLine += next == '\r' ? 0 : 1;
                    next = in.read();
                }
                if (next >= 0) {
                    event.write(next);
                }
            }
            return event.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] body(Function<String, List<String>> headers) throws IOException {
        if (headers.apply("Content-Length") != null) {
            return in.readNBytes(
                    Integer.parseInt(headers.apply("Content-Length").get(0)));
        }
        if (headers.apply("Transfer-Encoding") == null) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.writeBytes(in.readNBytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("The server closed the connection" + (line.isEmpty() ? "." : " after: " + line));
            }
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
    }

    /** Reads what is there, and waits until the server closes the connection, however it does. */
    public void awaitEnd() {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException open) {
            throw new AssertionError("The server did not close the connection.", open);
        } catch (IOException reset) {
            // That, too, is an end.
        }
    }

    /** @return whether the server has closed the connection; waits for that or for more bytes */
    public boolean isClosedByServer() {
        try {
            return in.read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Goes away without a word: the server's end gets a reset. */
    public void abort() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
