package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Batch;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.testing.ScriptedConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A client that speaks raw protocol, over one two-way link or over as many one-shot links as it sends requests. In what
 * it sends and gets, {@code $} stands for its clientId.
 *
 * <p>Thread-safety: confined to one thread, but for what {@link ScriptedConnection} allows.
 */
final class TestPeer {

    private final TestServer server;
    private final Link.Kind kind;
    private final Peer peer;
    private final List<Exchange> exchanges = new ArrayList<>();
    private @Nullable String clientId;

    /** A link, and what was already looked at of what it brought. */
    static final class Exchange {
        private final ScriptedConnection connection = ScriptedConnection.completingInside();
        private final Link link;
        private int seen;

        Exchange(TestServer server, Link.Kind kind, Peer peer) {
            link = server.core().open(peer.context().transport(), kind, connection, peer);
            connection.onClose(link::closed);
        }

        ScriptedConnection connection() {
            return connection;
        }

        Link link() {
            return link;
        }

        @Nullable CloseReason closedFor() {
            return connection.closedFor();
        }

        /** @return whether nothing was sent or closed yet */
        boolean isPending() {
            return connection.batches().isEmpty() && closedFor() == null;
        }
    }

    TestPeer(TestServer server, Link.Kind kind, Peer peer) {
        this.server = server;
        this.kind = kind;
        this.peer = peer;
    }

    String clientId() {
        assertThat(clientId).as("a clientId, after a handshake").isNotNull();
        return clientId;
    }

    /** Goes on with a session that another peer made. */
    TestPeer as(TestPeer other) {
        clientId = other.clientId();
        return this;
    }

    /** Sends one request or frame. @return the link it went over */
    Exchange send(String json) {
        return sendOver(open(), json);
    }

    Exchange sendOver(Exchange exchange, String json) {
        String text = clientId == null ? json : json.replace("\"$\"", '"' + clientId + '"');
        exchange.link().receive(server.reader().read(text));
        return exchange;
    }

    /** @return the link for the next request */
    Exchange open() {
        if (kind == Link.Kind.TWO_WAY && !exchanges.isEmpty()) {
            return exchanges.get(0);
        }
        Exchange exchange = new Exchange(server, kind, peer);
        exchanges.add(exchange);
        return exchange;
    }

    /** @return the link of the last request */
    Exchange last() {
        return exchanges.get(exchanges.size() - 1);
    }

    /** @return the messages that came since the last look, each as its text, in their order */
    List<String> received() {
        List<String> texts = new ArrayList<>();
        for (Exchange exchange : exchanges) {
            List<Batch> batches = exchange.connection().batches();
            for (Batch batch : batches.subList(exchange.seen, batches.size())) {
                assertThat(batch.text())
                        .isEqualTo(batch.messages().stream()
                                .map(Encoded::text)
                                .collect(Collectors.joining(",", "[", "]")));
                batch.messages().forEach(message -> texts.add(shown(message.text())));
            }
            exchange.seen = batches.size();
        }
        return texts;
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
    Exchange held() {
        int before = server.events().named("held").size();
        Exchange exchange = connect();
        assertThat(server.events().named("held")).hasSize(before + 1);
        return exchange;
    }

    Exchange connect() {
        return send("""
                {"channel":"/meta/connect","clientId":"$","connectionType":"long-polling"}""");
    }

    /** Connects. @param ext goes with it */
    Exchange connect(String ext) {
        return send("""
                {"channel":"/meta/connect","clientId":"$","connectionType":"long-polling","ext":%s}""".formatted(ext));
    }

    Exchange subscribe(String... channels) {
        return send("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":" + names(channels) + '}');
    }

    Exchange unsubscribe(String... channels) {
        return send("{\"channel\":\"/meta/unsubscribe\",\"clientId\":\"$\",\"subscription\":" + names(channels) + '}');
    }

    private static String names(String... channels) {
        return channels.length == 1
                ? '"' + channels[0] + '"'
                : IntStream.range(0, channels.length)
                        .mapToObj(i -> '"' + channels[i] + '"')
                        .collect(Collectors.joining(",", "[", "]"));
    }

    Exchange publish(String channel, String data) {
        return send("{\"channel\":\"" + channel + "\",\"clientId\":\"$\",\"data\":" + data + '}');
    }

    Exchange disconnect() {
        return send("""
                {"channel":"/meta/disconnect","clientId":"$"}""");
    }

    /** The network is gone: the transport tells all links that are open. */
    void vanish() {
        exchanges.forEach(exchange -> exchange.link().closed(CloseReason.CONNECTION_LOST));
    }

    /** @return in what the core broke the contract of connections */
    List<String> breaches() {
        return exchanges.stream()
                .flatMap(exchange -> exchange.connection().breaches().stream())
                .toList();
    }
}
