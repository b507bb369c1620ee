package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.CoreServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that sends its clients away, to others or to the one that takes its place. */
class DrainingServerTest {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final String GO = """
            {"reconnect":"handshake","interval":700}""";
    private static final String GO_TO_ANOTHER = """
            {"reconnect":"handshake","interval":700,"hosts":["other.example:8080","third.example"]}""";

    @Test
    void theConnectionIsClosedAndTheHandshakeWaitsForTheIntervalAndNoPauseMore() {
        Inbox<Throwable> failures = new Inbox<>();
        Talk talk = Talk.connected(builder -> builder.listener(failuresTo(failures)));
        Talk.Scripted former = talk.transport();
        talk.refuse(Talk.CONNECT, "503::server_draining", GO);
        assertThat(former.closed)
                .as("over it the client would come to the same server again")
                .isTrue();
        assertThat(talk.client.state()).isEqualTo(ClientState.REHANDSHAKING);
        talk.advance(Duration.ofMillis(699));
        talk.expect();
        talk.advance(MILLI);
        talk.expect(Talk.HANDSHAKE);
        assertThat(talk.transport().address()).hasToString("http://server.example/cometd");
        assertThat(talk.transport()).isNotSameAs(former);
        assertThat(failures.rest()).isEmpty();
    }

    @Test
    void aSessionThatIsUnknownGoesOnOverTheSameConnection() {
        Talk talk = Talk.connected(builder -> builder);
        Talk.Scripted former = talk.transport();
        talk.refuse(Talk.CONNECT, "402::session_unknown", GO);
        assertThat(former.closed).isFalse();
    }

    @Test
    void aHandshakeThatIsTurnedAwayGoesOnAtTheHostThatIsNamed() {
        Talk talk = new Talk(builder -> builder);
        talk.client.connect();
        Talk.Scripted former = talk.transport();
        talk.refuse(Talk.HANDSHAKE, "503::server_draining", GO_TO_ANOTHER);
        talk.advance(Duration.ofMillis(1_200));
        talk.expect(Talk.HANDSHAKE);
        assertThat(former.closed).isTrue();
        assertThat(talk.transport().address()).hasToString("http://other.example:8080/cometd");
    }

    @Test
    void whatAReplyWithStatus503SaysIsDone() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        Inbox<Throwable> failures = new Inbox<>();
        try (HalleyServer other = HalleyServer.start();
                ServerSocket draining = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                BayeuxClient client = BayeuxClient.builder(
                                URI.create("http://127.0.0.1:" + draining.getLocalPort() + "/cometd"))
                        .transports(TransportType.LONG_POLLING)
                        .listener(failuresTo(failures))
                        .build()) {
            String body = """
                    [{"channel":"/meta/handshake","id":"1","successful":false,"error":"503::server_draining",\
                    "advice":{"reconnect":"handshake","interval":0,"hosts":["127.0.0.1:%d"]}}]""".formatted(other.port());
            threads.execute(() -> answer503(draining, body));
            client.connect().get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(failures.next()).hasMessageContaining("503::server_draining");
        } finally {
            threads.shutdownNow();
        }
    }

    private static void answer503(ServerSocket draining, String body) {
        try (ScriptedWire wire = new ScriptedWire(draining.accept())) {
            wire.read();
            wire.write("HTTP/1.1 503 Unavailable\r\nContent-Type: application/json\r\nRetry-After: 5\r\n"
                    + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ClientListener failuresTo(Inbox<Throwable> failures) {
        return new ClientListener() {
            @Override
            public void failed(Throwable cause) {
                failures.accept(cause);
            }
        };
    }

    @ParameterizedTest
    @EnumSource(TransportType.class)
    void theClientGoesToTheServerThatIsNamedAndItsSubscriptionsAreThere(TransportType transport) throws Exception {
        Inbox<Object> news = new Inbox<>();
        try (HalleyServer first = HalleyServer.start();
                HalleyServer second = HalleyServer.start();
                BayeuxClient client = client(first, transport)) {
            core(first).otherHosts(() -> List.of("127.0.0.1:" + second.port()));
            Inbox<String> again = new Inbox<>();
            client.addListener(resubscribedTo(again));
            client.connect().get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
            client.subscribe("/news", message -> news.accept(message.dataAs(Integer.class)))
                    .get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
            first.bayeux().drain();
            assertThat(again.next()).isEqualTo("/news");
            second.bayeux().createChannel("/news").publish(null, 2);
            assertThat(news.next()).isEqualTo(2);
            assertThat(second.bayeux().sessions()).hasSize(1);
            assertThat(core(first).awaitDrained(Duration.ofSeconds(Inbox.PATIENCE_SECONDS)))
                    .isTrue();
            assertThat(first.bayeux().sessions()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TransportType.class)
    void aClientThatComesToAServerThatDrainsGoesToTheServerThatIsNamed(TransportType transport) throws Exception {
        try (HalleyServer first = HalleyServer.start();
                HalleyServer second = HalleyServer.start();
                BayeuxClient client = client(first, transport)) {
            core(first).otherHosts(() -> List.of("127.0.0.1:" + second.port()));
            first.bayeux().drain();
            CompletableFuture<Void> connected = client.connect();
            connected.get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(second.bayeux().sessions()).hasSize(1);
        }
    }

    private static BayeuxClient client(HalleyServer server, TransportType transport) {
        return BayeuxClient.builder(server.uri())
                .transports(transport)
                .backOff(BackOff.of(MILLI, MILLI))
                .build();
    }

    private static ClientListener resubscribedTo(Inbox<String> channels) {
        return new ClientListener() {
            @Override
            public void resubscribed(String channel) {
                channels.accept(channel);
            }
        };
    }

    private static CoreServer core(HalleyServer server) {
        return (CoreServer) server.bayeux();
    }
}
