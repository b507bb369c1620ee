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
 * A client that speaks Bayeux as raw text over a connection without a network, like one over WebSocket. In what it sends
 * and in what it has received, {@code "$"} stands for its clientId.
 *
 * <p>Messages that it makes by itself have the ids {@code 1}, {@code 2}, and so on.
 *
 * <p>Thread-safety: confined to the test's thread; what comes may come on any.
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

    /** @throws AssertionError if it has no session */
    public String clientId() {
        String id = clientId;
        if (id == null) {
            throw new AssertionError("The client has no session: handshake() first.");
        }
        return id;
    }

    /** @return the session on the server; empty once it has ended */
    public Optional<ServerSession> session() {
        return server.bayeux().session(clientId());
    }

    /** Sends one frame as it is, but for the clientId. @return this client */
    public TestClient send(String json) {
        String text = clientId == null ? json : json.replace("\"$\"", '"' + clientId + '"');
        link.receive(server.reader().read(text));
        return this;
    }

    /** Sends one frame. @return what has been received since the last look, the answer included */
    public List<String> ask(String json) {
        return send(json).received();
    }

    /** @return the messages received since the last look, each as its text, in their order */
    public List<String> received() {
        List<String> taken = List.copyOf(received);
        received.subList(0, taken.size()).clear();
        return taken.stream().map(this::shown).toList();
    }

    /** @return the data of the events on a channel among what has been received since the last look; forgets the rest */
    public List<String> dataOn(String channel) {
        return received().stream()
                .map(text -> RawJson.parse(text).value().asJsonObject())
                .filter(message -> channel.equals(message.getString("channel")) && message.containsKey("data"))
                .map(message -> String.valueOf(message.get("data")))
                .toList();
    }

    /** @return the data of the events on a channel among what has been received since the last look, bound to a type; forgets the rest */
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
     * Makes a session, and forgets the answer.
     *
     * @throws AssertionError if the server refuses; its answer is in the message
     */
    public TestClient handshake() {
        return handshake(null);
    }

    /** Makes a session. @param ext JSON, such as a token for the policy; null for none */
    public TestClient handshake(@Nullable String ext) {
        String reply = tryHandshake(ext);
        if (clientId == null) {
            throw new AssertionError("The handshake was refused: " + reply);
        }
        return this;
    }

    /** Asks for a session, which may be refused. @return the reply */
    public String tryHandshake(@Nullable String ext) {
        clientId = null;
        received.clear();
        send("{\"channel\":\"/meta/handshake\",\"version\":\"1.0\",\"supportedConnectionTypes\":[\"websocket\"]"
                + (ext == null ? "" : ",\"ext\":" + ext) + '}');
        String reply = received.remove(0);
        clientId = RawJson.parse(reply).value().asJsonObject().getString("clientId", null);
        return shown(reply);
    }

    /** Makes a session and connects twice, so that the server holds a connect; forgets the answers. */
    public TestClient connected() {
        handshake();
        connect();
        connect();
        received.clear();
        return this;
    }

    public TestClient connect() {
        return send(message("/meta/connect", ",\"connectionType\":\"websocket\""));
    }

    public TestClient subscribe(String... channels) {
        String names = Stream.of(channels).map(name -> '"' + name + '"').collect(Collectors.joining(",", "[", "]"));
        return send(message("/meta/subscribe", ",\"subscription\":" + names));
    }

    public TestClient unsubscribe(String channel) {
        return send(message("/meta/unsubscribe", ",\"subscription\":\"" + channel + '"'));
    }

    /** @param data JSON */
    public TestClient publish(String channel, String data) {
        return send(message(channel, ",\"data\":" + data));
    }

    /** Publishes a value. @param data anything that {@code RawJson.from} takes: a record, a map, a number */
    public TestClient publishValue(String channel, @Nullable Object data) {
        return publish(channel, RawJson.from(data).text());
    }

    /**
     * Calls what the service offers by {@code @RemoteCall}.
     *
     * @param data anything that {@code RawJson.from} takes: a record, a map, a number
     * @param type what the answer's data is bound to
     * @throws AssertionError if the call fails; the answer is in the message
     */
    public <T> T call(String target, @Nullable Object data, Type type) {
        String answer = call(target, RawJson.from(data).text());
        JsonObject message = RawJson.parse(answer).value().asJsonObject();
        if (!message.getBoolean("successful", false)) {
            throw new AssertionError("The call of " + target + " failed: " + answer);
        }
        return RawJson.from(message.get("data")).as(type);
    }

    /** Calls what the service offers by {@code @RemoteCall}. @param data JSON. @return the answer */
    public String call(String target, String data) {
        String channel = "/service/" + (target.startsWith("/") ? target.substring(1) : target);
        received.clear();
        publish(channel, data);
        String id = "\"id\":\"" + lastId + '"';
        List<String> answers =
                received().stream().filter(text -> text.contains(id)).toList();
        // The other one acknowledges that the call has come.
        if (answers.size() < 2) {
            throw new AssertionError("Nothing has answered the call of " + target + " yet, there is only " + answers);
        }
        return answers.get(0);
    }

    public TestClient disconnect() {
        return send(message("/meta/disconnect", ""));
    }

    /** The network is gone: the server is not told of the session's end, only of the connection's. */
    public void vanish() {
        line.close(CloseReason.CONNECTION_LOST);
    }

    /** @return why the server closed the connection; empty as long as it is open */
    public Optional<CloseReason> closedFor() {
        return Optional.ofNullable(line.closedFor);
    }

    private String message(String channel, String more) {
        lastId++;
        return "{\"channel\":\"" + channel + "\",\"id\":\"" + lastId + "\",\"clientId\":\"" + clientId() + '"' + more
                + '}';
    }
}
