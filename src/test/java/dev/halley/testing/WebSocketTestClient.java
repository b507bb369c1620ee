package dev.halley.testing;

import dev.halley.json.RawJson;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A client with one WebSocket.
 *
 * <p>Thread-safety: confined to the test's thread; frames are read by a thread of its own.
 */
public final class WebSocketTestClient implements BayeuxTestClient {

    private static final int GENEROUS_SECONDS = 60;

    private final RawWebSocket socket;
    private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<RawWebSocket.Frame> closings = new LinkedBlockingQueue<>();
    private final BlockingQueue<RuntimeException> cuts = new LinkedBlockingQueue<>();

    private WebSocketTestClient(RawWebSocket socket) {
        this.socket = socket;
    }

    /** @param port of a server that has its endpoint at {@code /cometd} */
    public static WebSocketTestClient open(int port) {
        return open(port, Map.of());
    }

    /** @param headers further ones of the upgrade request */
    public static WebSocketTestClient open(int port, Map<String, String> headers) {
        return open(port, "/cometd", headers);
    }

    /** @param path of the endpoint */
    public static WebSocketTestClient open(int port, String path, Map<String, String> headers) {
        return open(URI.create("ws://127.0.0.1:" + port + path), headers);
    }

    /** @param uri of the endpoint */
    public static WebSocketTestClient open(URI uri, Map<String, String> headers) {
        WebSocketTestClient client = new WebSocketTestClient(RawWebSocket.open(uri, headers));
        Thread reader = new Thread(client::read, "websocket-test-client");
        reader.setDaemon(true);
        reader.start();
        return client;
    }

    @Override
    public String transport() {
        return "websocket";
    }

    @Override
    public void send(String text) {
        socket.text(text);
    }

    private void read() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            RawWebSocket.Frame frame = socket.receive();
            while (frame.opcode() != RawWebSocket.CLOSE) {
                text.writeBytes(frame.payload());
                if (frame.last()) {
                    deliver(text.toString(StandardCharsets.UTF_8));
                    text.reset();
                }
                frame = socket.receive();
            }
            closings.add(frame);
        } catch (RuntimeException closed) {
            // The test has ended, or waits for this, or will miss what it waits for.
            cuts.add(closed);
        }
    }

    private void deliver(String text) {
        for (JsonValue message : RawJson.parse(text).value().asJsonArray()) {
            messages.add(message.asJsonObject());
        }
    }

    @Override
    public JsonObject next() {
        return take(messages, "message");
    }

    @Override
    public boolean hasNothing() {
        return messages.isEmpty();
    }

    /** @return the close frame; waits for it */
    public RawWebSocket.Frame closing() {
        return take(closings, "close frame");
    }

    /** Waits until the connection has ended without a close frame. */
    public void awaitCut() {
        take(cuts, "end of the connection");
    }

    private static <T> T take(BlockingQueue<T> queue, String what) {
        try {
            T taken = queue.poll(GENEROUS_SECONDS, TimeUnit.SECONDS);
            if (taken == null) {
                throw new AssertionError("No " + what + " came.");
            }
            return taken;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String refusal(String text) {
        send(text);
        return switch (closing().closeCode()) {
            case 1007 -> "malformed";
            case 1009 -> "too large";
            default -> "unexpected";
        };
    }

    @Override
    public void abort() {
        socket.abort();
    }

    @Override
    public void close() {
        socket.close();
    }
}
