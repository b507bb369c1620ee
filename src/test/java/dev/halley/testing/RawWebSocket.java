package dev.halley.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A WebSocket client that does what it is told, right or wrong: frames cut at will, bad UTF-8, no mask, no reading, no
 * goodbye.
 *
 * <p>Reading waits a minute at most. Writing is free of any state: what is a legal order of frames is the test's
 * business.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public final class RawWebSocket implements AutoCloseable {

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final int PATIENCE_MILLIS = 60_000;

    /** A frame as it came. */
    public record Frame(int opcode, boolean last, byte[] payload) {

        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** @return the code of a close frame; 1005 when it has none */
        public int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort();
        }

        /** @return the reason in a close frame */
        public String closeReason() {
            return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final int status;
    private final List<String> headers;

    private RawWebSocket(Socket socket, String request) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        this.status = Integer.parseInt(line().split(" ")[1]);
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            lines.add(line);
        }
        this.headers = lines;
    }

    /** Asks for an upgrade; look at {@link #status()} for what became of it. */
    public static RawWebSocket open(URI uri) {
        return open(uri, Map.of());
    }

    /** @param headers further ones, or others than the usual {@code Host}, {@code Upgrade}, {@code Sec-WebSocket-Key} */
    public static RawWebSocket open(URI uri, Map<String, String> headers) {
        return open(uri, headers, 0);
    }

    /** @param receiveBuffer bytes that the system keeps for a client that does not read; 0 for as many as it likes */
    public static RawWebSocket open(URI uri, Map<String, String> headers, int receiveBuffer) {
        Map<String, String> all = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(Map.of(
                "Host", uri.getAuthority(),
                "Upgrade", "websocket",
                "Connection", "Upgrade",
                "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Key", Base64.getEncoder().encodeToString(new byte[16])));
        all.putAll(headers);
        String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
        all.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        try {
            Socket socket = new Socket();
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), PATIENCE_MILLIS);
            return new RawWebSocket(socket, request.append("\r\n").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return 101 if it is a WebSocket now */
    public int status() {
        return status;
    }

    /** @return a header of the answer to the upgrade; empty if there is none */
    public String header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return headers.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).trim())
                .findFirst()
                .orElse("");
    }

    public RawWebSocket text(String text) {
        return frame(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    public RawWebSocket frame(int opcode, boolean last, byte[] payload) {
        return write(opcode, last, payload, true);
    }

    public RawWebSocket unmasked(int opcode, boolean last, byte[] payload) {
        return write(opcode, last, payload, false);
    }

    /** Bytes that need not be frames. */
    public RawWebSocket bytes(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawWebSocket close(int code) {
        return frame(CLOSE, true, ByteBuffer.allocate(2).putShort((short) code).array());
    }

    /** Waits for the next text; answers pings and passes over pongs. */
    public String receiveText() {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            Frame frame = receive();
            if (frame.opcode() == CLOSE) {
                throw new AssertionError("Closed: " + frame.closeCode() + " " + frame.closeReason());
            }
            if (frame.opcode() == PING) {
                frame(PONG, true, frame.payload());
            } else if (frame.opcode() != PONG) {
                message.writeBytes(frame.payload());
                if (frame.last()) {
                    return message.toString(StandardCharsets.UTF_8);
                }
            }
        }
    }

    /** Passes over everything up to the close frame. */
    public Frame receiveClose() {
        Frame frame = receive();
        while (frame.opcode() != CLOSE) {
            frame = receive();
        }
        return frame;
    }

    /** Waits for the next frame. */
    public Frame receive() {
        try {
            int first = in.readUnsignedByte();
            long length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] payload = new byte[Math.toIntExact(length)];
            in.readFully(payload);
            return new Frame(first & 0x0F, (first & 0x80) != 0, payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the server has ended the TCP connection, passing over what still comes. */
    public void awaitEnd() {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("The server keeps the connection.", e);
        } catch (IOException e) {
            // A reset is an end, too.
        }
    }

    /** Goes without a close frame, and without TCP's own goodbye. */
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

    /** Frames that leave in one piece. */
    public RawWebSocket texts(List<String> texts) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        texts.forEach(text -> frames.writeBytes(encoded(TEXT, true, text.getBytes(StandardCharsets.UTF_8), true)));
        return bytes(frames.toByteArray());
    }

    private RawWebSocket write(int opcode, boolean last, byte[] payload, boolean masked) {
        return bytes(encoded(opcode, last, payload, masked));
    }

    private static byte[] encoded(int opcode, boolean last, byte[] payload, boolean masked) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) ((last ? 0x80 : 0) | opcode));
        int mask = masked ? 0x80 : 0;
        if (payload.length < 126) {
            frame.put((byte) (mask | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (mask | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (mask | 127)).putLong(payload.length);
        }
        if (masked) {
            // Masking with zeros changes nothing, and is as legal as any.
            frame.putInt(0);
        }
        frame.put(payload).flip();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int character = in.read(); character != '\n'; character = in.read()) {
            if (character < 0) {
                throw new IOException("The connection ended before the upgrade was answered.");
            }
            if (character != '\r') {
                line.append((char) character);
            }
        }
        return line.toString();
    }
}
