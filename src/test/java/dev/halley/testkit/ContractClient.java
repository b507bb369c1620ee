package dev.halley.testkit;

import dev.halley.json.RawJson;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a contract's test says over a {@link TransportClient}: it always has a connect on its way, and keeps what it did not wait for.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class ContractClient {

    private final TransportClient wire;
    private final String transport;
    private final List<JsonObject> kept = new ArrayList<>();
    private @Nullable String clientId;
    private int lastId;

    ContractClient(TransportClient wire, String transport) {
        this.wire = wire;
        this.transport = transport;
    }

    TransportClient wire() {
        return wire;
    }

    String clientId() {
        if (clientId == null) {
            throw new AssertionError("The client has no session.");
        }
        return clientId;
    }

    String batch(String... messages) {
        return "[" + String.join(",", messages) + "]";
    }

    String message(String channel, String id, String more) {
        String owner = clientId == null ? "" : ",\"clientId\":\"" + clientId + '"';
        return "{\"channel\":\"" + channel + "\",\"id\":\"" + id + '"' + owner + more + '}';
    }

    private JsonObject ask(String channel, String more) throws Exception {
        String id = Integer.toString(++lastId);
        wire.send(batch(message(channel, id, more)));
        return reply(id);
    }

    /** @return its reply */
    JsonObject handshake() throws Exception {
        JsonObject reply =
                ask("/meta/handshake", ",\"version\":\"1.0\",\"supportedConnectionTypes\":[\"" + transport + "\"]");
        clientId = reply.getString("clientId", null);
        return reply;
    }

    /** Makes a session, whose connect is held from then on. */
    ContractClient connected() throws Exception {
        JsonObject reply = handshake();
        if (!reply.getBoolean("successful")) {
            throw new AssertionError("The handshake was refused: " + reply);
        }
        ask("/meta/connect", ",\"connectionType\":\"" + transport + "\",\"advice\":{\"timeout\":0}");
        connect();
        return this;
    }

    private void connect() throws Exception {
        String id = "c" + ++lastId;
        wire.send(batch(message("/meta/connect", id, ",\"connectionType\":\"" + transport + '"')));
    }

    JsonObject subscribe(String channel) throws Exception {
        return ask("/meta/subscribe", ",\"subscription\":\"" + channel + '"');
    }

    /** @param data JSON */
    JsonObject publish(String channel, String data) throws Exception {
        return ask(channel, ",\"data\":" + data);
    }

    JsonObject disconnect() throws Exception {
        return ask("/meta/disconnect", "");
    }

    JsonObject reply(String id) throws Exception {
        return first(message -> message.getString("id", "").equals(id));
    }

    /** @return the next message that somebody published */
    JsonObject event() throws Exception {
        return first(message -> message.containsKey("data") && !message.containsKey("successful"));
    }

    /** @return what the connect is answered with that is held now */
    JsonObject lastConnect() throws Exception {
        JsonObject next = take();
        while (!next.getString("channel").equals("/meta/connect")) {
            next = take();
        }
        return next;
    }

    private JsonObject first(Predicate<JsonObject> wanted) throws Exception {
        for (JsonObject message : kept) {
            if (wanted.test(message)) {
                kept.remove(message);
                return message;
            }
        }
        JsonObject next = take();
        while (!wanted.test(next)) {
            kept.add(next);
            if (next.getString("channel").equals("/meta/connect")) {
                connect();
            }
            next = take();
        }
        return next;
    }

    private JsonObject take() throws Exception {
        return RawJson.parse(wire.next()).value().asJsonObject();
    }
}
