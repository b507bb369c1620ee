package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.client.ScriptedServer.Cut;
import dev.halley.client.ScriptedServer.Phase;
import dev.halley.json.RawJson;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The connection is cut at each step of the conversation; each time the client comes back, and is subscribed again. */
class EveryStepCutTest {

    private static final String CHANNEL = "/news";
    private static final RawJson AFTERWARDS = RawJson.from("afterwards");

    private ScriptedServer server;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedServer();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    static Stream<Arguments> everyStep() {
        return Stream.of(TransportType.values()).flatMap(transport -> Stream.of(Phase.values())
                .flatMap(phase -> Stream.of(true, false).flatMap(forget -> Stream.of(
                                new Cut("/meta/handshake", 1, phase, forget),
                                new Cut("/meta/connect", 1, phase, forget),
                                new Cut("/meta/connect", 2, phase, forget),
                                new Cut("/meta/connect", 3, phase, forget),
                                new Cut("/meta/subscribe", 1, phase, forget),
                                new Cut(CHANNEL, 1, phase, forget))
                        .map(cut -> Arguments.of(transport, cut)))));
    }

    @ParameterizedTest
    @MethodSource("everyStep")
    void clientIsBackAndSubscribed(TransportType transport, Cut cut) throws Exception {
        server.cut(cut);
        Inbox<RawJson> heard = new Inbox<>();
        try (BayeuxClient client = client(transport)) {
            client.subscribe(CHANNEL, RawJson.class, heard);
            client.connect().get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
            CompletableFuture<Message> published = client.publish(CHANNEL, 1);
            server.awaitCut();
            assertThat(published.handle((reply, failure) -> true).get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
            server.awaitSubscriber(CHANNEL);
            server.publish(CHANNEL, AFTERWARDS);
            heard.await(AFTERWARDS);
        }
    }

    static Stream<Arguments> everyEnd() {
        return Stream.of(TransportType.values())
                .flatMap(transport -> Stream.of(Phase.values()).map(phase -> Arguments.of(transport, phase)));
    }

    @ParameterizedTest
    @MethodSource("everyEnd")
    void disconnectThatIsCutIsSaidAgainSoThatNoSessionStays(TransportType transport, Phase phase) throws Exception {
        server.cut(new Cut("/meta/disconnect", 1, phase, false));
        try (BayeuxClient client = client(transport)) {
            client.connect().get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(client.disconnect().get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
            assertThat(server.hasSessions()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("everyEnd")
    void disconnectThatIsCutFourTimesIsAgreedTheFifthTime(TransportType transport, Phase phase) throws Exception {
        server.cut(new Cut("/meta/disconnect", 1, phase, false), 4);
        try (BayeuxClient client = client(transport)) {
            client.connect().get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(client.disconnect().get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(server.hasSessions()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("everyEnd")
    void disconnectThatIsCutFiveTimesEndsWithoutTheServersWord(TransportType transport, Phase phase) throws Exception {
        server.cut(new Cut("/meta/disconnect", 1, phase, false), 5);
        try (BayeuxClient client = client(transport)) {
            client.connect().get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
            client.disconnect().get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
            // An answer that is on its way when the line is cut is read first, or is lost with it.
            assertThat(server.seen("/meta/disconnect")).isBetween(phase == Phase.ANSWERED ? 1 : 5, 5);
        }
    }

    private BayeuxClient client(TransportType transport) {
        return BayeuxClient.builder(server.uri())
                .transports(transport)
                .backOff(BackOff.of(Duration.ofMillis(2), Duration.ofMillis(20)))
                .build();
    }
}
