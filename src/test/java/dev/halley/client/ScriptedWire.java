package dev.halley.client;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The server's end of one TCP connection: HTTP/1.1, or a WebSocket after its upgrade. Knows nothing of Bayeux.
 *
 * <p>Thread-safety: read by one thread; written by any.
 */
final class ScriptedWire implements Closeable {

    private static final String SECRET = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final StringBuilder head = new StringBuilder();
    private boolean webSocket;

    ScriptedWire(Socket socket) throws IOException {
        // Else small answers wait for the acknowledgement of the ones before.
        socket.setTcpNoDelay(true);
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    boolean isWebSocket() {
        return webSocket;
    }

    /** @return the next body or frame; empty after an upgrade */
    String read() throws IOException {
        return webSocket ? readFrame() : readRequest();
    }

    /** @return the request's first line and headers */
    String head() {
        return head.toString();
    }

    private String readRequest() throws IOException {
        head.setLength(0);
        head.append(readLine()).append('\n');
        Map<String, String> headers = new TreeMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            head.append(line).append('\n');
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        if (headers.containsKey("sec-websocket-key")) {
            upgrade(headers.get("sec-websocket-key"));
            return "";
        }
        return new String(
                in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))), StandardCharsets.UTF_8);
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII).trim();
    }

    private void upgrade(String key) throws IOException {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + SECRET).getBytes(StandardCharsets.US_ASCII));
            write(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                            + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n");
            webSocket = true;
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    private String readFrame() throws IOException {
        int opcode = in.readUnsignedByte() & 0xF;
        int length = in.readUnsignedByte() & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = (int) in.readLong();
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        if (opcode == PING) {
            write(new byte[] {(byte) (0x80 | PONG), 0});
            return "";
        }
        if (opcode == CLOSE) {
            throw new EOFException();
        }
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** Sends an answer: a response, or a frame. */
    void send(String text) throws IOException {
        write(encoded(text));
    }

    /** Sends the first half of an answer. */
    void sendHalf(String text) throws IOException {
        byte[] whole = encoded(text);
        byte[] half = new byte[whole.length / 2];
        System.arraycopy(whole, 0, half, 0, half.length);
        write(half);
    }

    private byte[] encoded(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (webSocket) {
            bytes.write(0x80 | TEXT);
            if (payload.length < 126) {
                bytes.write(payload.length);
            } else {
                bytes.write(126);
                bytes.write(payload.length >> 8);
                bytes.write(payload.length);
            }
        } else {
            bytes.writeBytes(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + payload.length
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }
        bytes.write(payload);
        return bytes.toByteArray();
    }

    /** Sends any response. */
    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
