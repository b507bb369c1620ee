package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Batch;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.Traits;
import dev.halley.testing.ScriptedConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A client that speaks raw protocol, over one duplex link or over as many response links as it sends requests. In what
 * it sends and gets, {@code $} stands for its clientId.
 *
 * <p>Thread-safety: confined to one thread, but for what {@link ScriptedConnection} allows.
 */
final class TestPeer {

    private final TestCore server;
    private final Link.Kind kind;
    private final Peer peer;
    private UnaryOperator<Traits> traits = UnaryOperator.identity();
    private final List<Wire> wires = new ArrayList<>();
    private @Nullable String clientId;

    TestPeer(TestCore server, Link.Kind kind, Peer peer) {
        this.server = server;
        this.kind = kind;
        this.peer = peer;
    }

    String clientId() {
        assertThat(clientId).as("a clientId, after a handshake").isNotNull();
        return clientId;
    }

    /** Connects by connections that can do something else than usual. */
    TestPeer with(UnaryOperator<Traits> change) {
        traits = change;
        return this;
    }

    /** Goes on with a session that another peer made. */
    TestPeer as(TestPeer other) {
        clientId = other.clientId();
        return this;
    }

    /** Goes on with that session. */
    TestPeer as(String id) {
        clientId = id;
        return this;
    }

    /** Sends one request or frame. @return the link it went over */
    Wire send(String json) {
        return sendOver(open(), json);
    }

    Wire sendOver(Wire wire, String json) {
        String text = clientId == null ? json : json.replace("\"$\"", '"' + clientId + '"');
        wire.link().receive(server.reader().read(text));
        return wire;
    }

    /** @return the link for the next request */
    Wire open() {
        if (kind == Link.Kind.DUPLEX && !wires.isEmpty()) {
            return wires.get(0);
        }
        Wire wire = server.wire(kind, ScriptedConnection.completingInside(), peer, traits);
        wires.add(wire);
        return wire;
    }

    /** @return the link of the last request */
    Wire last() {
        return wires.get(wires.size() - 1);
    }

    /** @return the messages that came since the last look, each as its text, in their order */
    List<String> received() {
        return batches().stream().flatMap(List::stream).toList();
    }

    /** The same. @return one list for each response or frame */
    List<List<String>> batches() {
        List<List<String>> batches = new ArrayList<>();
        for (Wire wire : wires) {
            for (Batch batch : wire.unseen()) {
                assertThat(batch.text())
                        .isEqualTo(batch.messages().stream()
                                .map(Encoded::text)
                                .collect(Collectors.joining(",", "[", "]")));
                batches.add(batch.messages().stream()
                        .map(message -> shown(message.text()))
                        .toList());
            }
        }
        return batches;
    }

    private String shown(String text) {
        return clientId == null ? text : text.replace('"' + clientId + '"', "\"$\"");
    }

    /** Sends a request. @return what came since the last look */
    List<String> ask(String json) {
        send(json);
        return received();
    }

    /** Makes a session. @return the reply */
    String handshake() {
        List<String> messages = handshakeWithEvents();
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    /** Makes a session. @return the reply, and what came with it */
    List<String> handshakeWithEvents() {
        return handshakeWithEvents("{}");
    }

    /** Makes a session. @param ext goes with the handshake. @return the reply, and what came with it */
    List<String> handshakeWithEvents(String ext) {
        send("""
                {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket","long-polling"],\
                "ext":%s}""".formatted(ext));
        List<String> messages = received();
        assertThat(messages.get(0)).contains("\"successful\":true");
        clientId = messages.get(0).replaceFirst(".*\"clientId\":\"([^\"]*)\".*", "$1");
        return messages.stream().map(this::shown).toList();
    }

    /** Makes a session and lets the first connect be answered. */
    TestPeer connected() {
        handshake();
        connect();
        assertThat(received()).hasSize(1);
        return this;
    }

    /** Makes a session, connects, subscribes, and forgets the answers. */
    TestPeer subscribedTo(String... channels) {
        connected();
        Stream.of(channels).forEach(this::subscribe);
        assertThat(received()).hasSize(channels.length).allMatch(reply -> reply.contains("\"successful\":true"));
        return this;
    }

    /** Lets a connect be held. @return the link on which it is */
    Wire held() {
        int before = server.events().named("held").size();
        Wire wire = connect();
        assertThat(server.events().named("held")).hasSize(before + 1);
        return wire;
    }

    Wire connect() {
        return send("""
                {"channel":"/meta/connect","clientId":"$","connectionType":"long-polling"}""");
    }

    /** Connects. @param ext goes with it */
    Wire connect(String ext) {
        return send("""
                {"channel":"/meta/connect","clientId":"$","connectionType":"long-polling","ext":%s}""".formatted(ext));
    }

    Wire subscribe(String... channels) {
        return send("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":" + names(channels) + '}');
    }

    Wire unsubscribe(String... channels) {
        return send("{\"channel\":\"/meta/unsubscribe\",\"clientId\":\"$\",\"subscription\":" + names(channels) + '}');
    }

    private static String names(String... channels) {
        return channels.length == 1
                ? '"' + channels[0] + '"'
                : IntStream.range(0, channels.length)
                        .mapToObj(i -> '"' + channels[i] + '"')
                        .collect(Collectors.joining(",", "[", "]"));
    }

    Wire publish(String channel, String data) {
        return send("{\"channel\":\"" + channel + "\",\"clientId\":\"$\",\"data\":" + data + '}');
    }

    Wire disconnect() {
        return send("""
                {"channel":"/meta/disconnect","clientId":"$"}""");
    }

    /** The network is gone: the transport tells all links that are open. */
    void vanish() {
        wires.forEach(wire -> wire.link().closed(CloseReason.CONNECTION_LOST));
    }

    /** @return in what the core broke the contract of connections */
    List<String> breaches() {
        return wires.stream()
                .flatMap(wire -> wire.connection().breaches().stream())
                .toList();
    }
}
