package dev.halley.testkit;

import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.Traits;
import dev.halley.spi.TransportContext;
import jakarta.json.JsonObject;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A client that exchanges raw Bayeux messages with the server, over a connection without a network, as over WebSocket.
 * In what it sends and receives, {@code "$"} is replaced with, or replaces, its clientId.
 *
 * <p>Messages that the client makes have the ids {@code 1}, {@code 2}, and so on.
 *
 * <p>Thread-safety: confined to the test's thread; messages may arrive on any thread.
 *
 * @since 0.1.0
 */
public final class TestClient {

    private final InProcessServer server;
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Line line = new Line();
    private final Link link;
    private @Nullable String clientId;
    private int lastId;

    /** The client's end of the connection. */
    private final class Line implements Connection {

        private volatile @Nullable CloseReason closedFor;

        @Override
        public void send(Batch batch, Completion completion) {
            batch.messages().stream().map(Encoded::text).forEach(received::add);
            completion.succeeded();
        }

        @Override
        public void close(CloseReason reason) {
            if (closedFor == null) {
                closedFor = reason;
                link.closed(reason);
            }
        }

        @Override
        public boolean isOpen() {
            return closedFor == null;
        }
    }

    TestClient(InProcessServer server, Visitor visitor) {
        this.server = server;
        TransportContext core = server.core().transportContext();
        Traits traits = core.settings(visitor.transport()).traits(Link.Kind.DUPLEX);
        this.link = core.gateway().open(visitor.transport(), Link.Kind.DUPLEX, line, Peer.of(visitor), traits);
    }

    /**
     * @return the session's id
     * @throws AssertionError if the client has no session
     */
    public String clientId() {
        String id = clientId;
        if (id == null) {
            throw new AssertionError("The client has no session: call handshake() first.");
        }
        return id;
    }

    /**
     * @return the session on the server; empty once it has ended
     * @throws AssertionError if no handshake has succeeded
     */
    public Optional<ServerSession> session() {
        return server.bayeux().session(clientId());
    }

    /**
     * Sends one frame, after replacing {@code "$"} with the clientId.
     *
     * @return this client
     */
    public TestClient send(String json) {
        String text = clientId == null ? json : json.replace("\"$\"", '"' + clientId + '"');
        link.receive(server.reader().read(text));
        return this;
    }

    /**
     * Sends one frame.
     *
     * @return the messages received since the last look, including the reply
     */
    public List<String> ask(String json) {
        return send(json).received();
    }

    /** @return the messages received since the last look, as texts, in their order */
    public List<String> received() {
        List<String> taken = List.copyOf(received);
        received.subList(0, taken.size()).clear();
        return taken.stream().map(this::shown).toList();
    }

    /** @return the data of the events on a channel received since the last look; discards the other messages */
    public List<String> dataOn(String channel) {
        return received().stream()
                .map(text -> RawJson.parse(text).value().asJsonObject())
                .filter(message -> channel.equals(message.getString("channel")) && message.containsKey("data"))
                .map(message -> String.valueOf(message.get("data")))
                .toList();
    }

    /**
     * @return the data of the events on a channel received since the last look, bound to a type; discards the other
     *     messages
     */
    public <T> List<T> dataOn(String channel, Type type) {
        return dataOn(channel).stream()
                .map(data -> RawJson.parse(data).<T>as(type))
                .toList();
    }

    /** @return the messages received since the last look, in their order */
    public List<JsonObject> messages() {
        return received().stream()
                .map(text -> RawJson.parse(text).value().asJsonObject())
                .toList();
    }

    private String shown(String text) {
        return clientId == null ? text : text.replace('"' + clientId + '"', "\"$\"");
    }

    /**
     * Makes a handshake and discards the reply.
     *
     * @return this client
     * @throws AssertionError if the server refuses; its message has the reply
     */
    public TestClient handshake() {
        return handshake(null);
    }

    /**
     * Makes a handshake and discards the reply.
     *
     * @param ext JSON, such as a token for the policy; null for none
     * @return this client
     * @throws AssertionError if the server refuses; its message has the reply
     */
    public TestClient handshake(@Nullable String ext) {
        String reply = tryHandshake(ext);
        if (clientId == null) {
            throw new AssertionError("The handshake was refused: " + reply);
        }
        return this;
    }

    /**
     * Makes a handshake that the server may refuse.
     *
     * @param ext JSON, such as a token for the policy; null for none
     * @return the reply
     */
    public String tryHandshake(@Nullable String ext) {
        clientId = null;
        received.clear();
        send("{\"channel\":\"/meta/handshake\",\"version\":\"1.0\",\"supportedConnectionTypes\":[\"websocket\"]"
                + (ext == null ? "" : ",\"ext\":" + ext) + '}');
        String reply = received.remove(0);
        clientId = RawJson.parse(reply).value().asJsonObject().getString("clientId", null);
        return shown(reply);
    }

    /**
     * Makes a handshake and two connects, so that the server holds the second one; discards the replies.
     *
     * @return this client
     */
    public TestClient connected() {
        handshake();
        connect();
        connect();
        received.clear();
        return this;
    }

    /**
     * Sends a connect.
     *
     * @return this client
     */
    public TestClient connect() {
        return send(message("/meta/connect", ",\"connectionType\":\"websocket\""));
    }

    /**
     * Sends a subscribe.
     *
     * @return this client
     */
    public TestClient subscribe(String... channels) {
        String names = Stream.of(channels).map(name -> '"' + name + '"').collect(Collectors.joining(",", "[", "]"));
        return send(message("/meta/subscribe", ",\"subscription\":" + names));
    }

    /**
     * Sends an unsubscribe.
     *
     * @return this client
     */
    public TestClient unsubscribe(String channel) {
        return send(message("/meta/unsubscribe", ",\"subscription\":\"" + channel + '"'));
    }

    /**
     * Publishes JSON.
     *
     * @param data JSON
     * @return this client
     */
    public TestClient publish(String channel, String data) {
        return send(message(channel, ",\"data\":" + data));
    }

    /**
     * Publishes a value.
     *
     * @param data of any type that {@code RawJson.from} takes, such as a record, a map, a number
     * @return this client
     */
    public TestClient publishValue(String channel, @Nullable Object data) {
        return publish(channel, RawJson.from(data).text());
    }

    /**
     * Calls a method with {@code @RemoteCall}, and binds its result.
     *
     * @param data of any type that {@code RawJson.from} takes, such as a record, a map, a number
     * @param type the type of the answer's data
     * @return the answer's data
     * @throws AssertionError if the call fails; its message has the answer
     */
    public <T> T call(String target, @Nullable Object data, Type type) {
        String answer = call(target, RawJson.from(data).text());
        JsonObject message = RawJson.parse(answer).value().asJsonObject();
        if (!message.getBoolean("successful", false)) {
            throw new AssertionError("The call of " + target + " failed: " + answer);
        }
        return RawJson.from(message.get("data")).as(type);
    }

    /**
     * Calls a method with {@code @RemoteCall}.
     *
     * @param data JSON
     * @return the answer
     * @throws AssertionError if there is no answer yet
     */
    public String call(String target, String data) {
        String channel = "/service/" + (target.startsWith("/") ? target.substring(1) : target);
        received.clear();
        publish(channel, data);
        String id = "\"id\":\"" + lastId + '"';
        List<String> answers =
                received().stream().filter(text -> text.contains(id)).toList();
        // The other one acknowledges that the call has come.
        if (answers.size() < 2) {
            throw new AssertionError("The call of " + target + " has no answer yet; so far there is " + answers);
        }
        return answers.get(0);
    }

    /**
     * Sends a disconnect.
     *
     * @return this client
     */
    public TestClient disconnect() {
        return send(message("/meta/disconnect", ""));
    }

    /** Closes the connection without a disconnect, as if the network were cut. */
    public void vanish() {
        line.close(CloseReason.CONNECTION_LOST);
    }

    /** @return why the connection was closed; empty while it is open */
    public Optional<CloseReason> closedFor() {
        return Optional.ofNullable(line.closedFor);
    }

    private String message(String channel, String more) {
        lastId++;
        return "{\"channel\":\"" + channel + "\",\"id\":\"" + lastId + "\",\"clientId\":\"" + clientId() + '"' + more
                + '}';
    }
}
