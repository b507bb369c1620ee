package dev.halley.transport.websocket;

import dev.halley.json.RawJson;
import dev.halley.testing.RawWebSocket;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Speaks Bayeux in its own words over a raw WebSocket: {@code $} in what it sends stands for its clientId.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class BayeuxSocket implements AutoCloseable {

    static final String HANDSHAKE = """
            {"channel":"/meta/handshake","id":"h","version":"1.0","supportedConnectionTypes":["websocket"]}""";

    private final RawWebSocket socket;
    private final Deque<JsonObject> waiting = new ArrayDeque<>();
    private String clientId = "none";

    private BayeuxSocket(RawWebSocket socket) {
        this.socket = socket;
    }

    static BayeuxSocket open(URI uri) {
        return open(uri, Map.of());
    }

    static BayeuxSocket open(URI uri, Map<String, String> headers) {
        return new BayeuxSocket(RawWebSocket.open(uri, headers));
    }

    /** @return one that keeps little of what it does not read */
    static BayeuxSocket slow(URI uri) {
        return new BayeuxSocket(RawWebSocket.open(uri, Map.of(), 4_096));
    }

    RawWebSocket raw() {
        return socket;
    }

    String clientId() {
        return clientId;
    }

    /** Goes on with a session that was made elsewhere. */
    BayeuxSocket as(String otherClientId) {
        clientId = otherClientId;
        return this;
    }

    BayeuxSocket send(String messages) {
        socket.text(messages.replace("$", clientId));
        return this;
    }

    /** Sends one message with that id, and waits for its reply. */
    JsonObject ask(String id, String message) {
        send(message);
        return reply(id);
    }

    JsonObject handshake() {
        JsonObject reply = ask("h", HANDSHAKE);
        clientId = reply.getString("clientId");
        return reply;
    }

    /** Handshake, and the first connect, which is answered at once. */
    BayeuxSocket ready() {
        handshake();
        connect("c");
        reply("c");
        return this;
    }

    BayeuxSocket connect(String id) {
        return send("{\"channel\":\"/meta/connect\",\"id\":\"" + id
                + "\",\"clientId\":\"$\",\"connectionType\":\"websocket\"}");
    }

    /** Sends a connect, and waits until it is held. */
    void hold(String id) {
        connect(id);
        // What comes after it on one connection is handled after it.
        publish("/service/barrier", "1");
    }

    JsonObject subscribe(String channel) {
        return ask(
                "s",
                "{\"channel\":\"/meta/subscribe\",\"id\":\"s\",\"clientId\":\"$\",\"subscription\":\"" + channel
                        + "\"}");
    }

    JsonObject publish(String channel, String data) {
        return ask("p", "{\"channel\":\"" + channel + "\",\"id\":\"p\",\"clientId\":\"$\",\"data\":" + data + "}");
    }

    /** Waits for the reply with that id, keeping what comes before it. */
    JsonObject reply(String id) {
        return next(
                message -> message.containsKey("id") && message.getString("id").equals(id));
    }

    /** Waits for the next event, keeping the replies that come before it. */
    JsonObject event() {
        return next(message -> !message.containsKey("id"));
    }

    /** @return whether something came that nobody waited for */
    boolean hasMore() {
        return !waiting.isEmpty();
    }

    private JsonObject next(Predicate<JsonObject> wanted) {
        while (true) {
            for (Iterator<JsonObject> messages = waiting.iterator(); messages.hasNext(); ) {
                JsonObject message = messages.next();
                if (wanted.test(message)) {
                    messages.remove();
                    return message;
                }
            }
            RawJson.parse(socket.receiveText())
                    .value()
                    .asJsonArray()
                    .forEach(message -> waiting.add(message.asJsonObject()));
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
