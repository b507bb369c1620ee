package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the client stays connected: intervals, back-off, advice, time-outs, lost sessions, other transports and hosts. */
class ReconnectTest {

    private static final String SUBSCRIBE = "/meta/subscribe";
    private static final Duration MILLI = Duration.ofMillis(1);

    @Test
    void firstConnectIsAnsweredAtOnceAndTheNextIsHeld() {
        Talk talk = new Talk();
        CompletableFuture<Void> connected = talk.client.connect();
        talk.acceptHandshake("one");
        assertThat(talk.sent(Talk.CONNECT).field("advice")).hasToString("Optional[{\"timeout\":0}]");
        assertThat(connected).isNotDone();
        talk.answer(Talk.CONNECT);
        assertThat(connected).isCompleted();
        assertThat(talk.sent(Talk.CONNECT).field("advice")).isEmpty();
        assertThat(talk.sent(Talk.CONNECT).clientId()).contains("one");
    }

    @Test
    void advisedIntervalIsWaitedFor() {
        Talk talk = Talk.connected(builder -> builder);
        talk.answer(Talk.CONNECT, reply -> reply.with("advice", Map.of("interval", 700)));
        talk.advance(Duration.ofMillis(699));
        talk.expect();
        talk.advance(MILLI);
        talk.expect(Talk.CONNECT);
    }

    @Test
    void failedConnectIsTriedAgainWithGrowingPauses() {
        Talk talk = Talk.connected(builder -> builder.transports(TransportType.WEBSOCKET));
        for (long millis : new long[] {500, 1_000, 2_000, 4_000, 4_000}) {
            talk.breakDown();
            assertThat(talk.client.state()).isEqualTo(ClientState.UNCONNECTED);
            talk.advance(Duration.ofMillis(millis - 1));
            talk.expect();
            talk.advance(MILLI);
            talk.expect(Talk.CONNECT);
            assertThat(talk.sent(Talk.CONNECT).field("advice")).isPresent();
        }
        talk.answer(Talk.CONNECT);
        assertThat(talk.client.state()).isEqualTo(ClientState.CONNECTED);
    }

    @Test
    void heldConnectThatIsNotAnsweredInTimeIsLost() {
        Talk talk = Talk.connected(builder -> builder.maxNetworkDelay(Duration.ofSeconds(3)));
        talk.advance(Duration.ofSeconds(23).minus(MILLI));
        assertThat(talk.client.state()).isEqualTo(ClientState.CONNECTED);
        talk.advance(MILLI);
        assertThat(talk.client.state()).isEqualTo(ClientState.UNCONNECTED);
    }

    @Test
    void publishThatIsNotAnsweredInTimeHasAnUnknownOutcome() {
        Talk talk = Talk.connected(builder -> builder.maxNetworkDelay(Duration.ofSeconds(3)));
        CompletableFuture<Message> published = talk.client.publish("/a", 1);
        talk.advance(Duration.ofSeconds(3).minus(MILLI));
        assertThat(published).isNotDone();
        talk.advance(MILLI);
        assertOutcome(published, Outcome.UNKNOWN);
    }

    @Test
    void sessionThatIsUnknownIsReplacedAndSubscribedAgain() {
        Talk talk = Talk.connected(builder -> builder);
        talk.client.subscribe("/news", message -> {});
        talk.answer(SUBSCRIBE);
        talk.refuse(Talk.CONNECT, "402::session_unknown", "{\"reconnect\":\"handshake\",\"interval\":0}");
        talk.acceptHandshake("two");
        talk.expect(Talk.CONNECT, SUBSCRIBE);
        assertThat(talk.sent(SUBSCRIBE).clientId()).contains("two");
        talk.answer(SUBSCRIBE);
        talk.answer(Talk.CONNECT);
        assertThat(talk.log).endsWith("REHANDSHAKING", "CONNECTING", "resubscribed /news", "CONNECTED");
    }

    @Test
    void subscriptionThatIsRefusedTheSecondTimeIsLost() {
        Talk talk = Talk.connected(builder -> builder);
        talk.client.subscribe("/news", message -> {});
        talk.answer(SUBSCRIBE);
        talk.refuse(Talk.CONNECT, "402::session_unknown", null);
        talk.acceptHandshake("two");
        talk.refuse(SUBSCRIBE, "403::subscribe_denied", null);
        assertThat(talk.log).contains("lost /news");
    }

    @Test
    void sessionsThatNeverWorkAreAskedForWithBackOff() {
        Talk talk = Talk.connected(builder -> builder);
        talk.refuse(Talk.CONNECT, "402::session_unknown", null);
        // At once, as the session had worked.
        talk.acceptHandshake("two");
        talk.refuse(Talk.CONNECT, "402::session_unknown", null);
        talk.expect();
        talk.advance(Duration.ofMillis(500));
        talk.expect(Talk.HANDSHAKE);
    }

    @Test
    void sessionThatMustHaveExpiredIsNotTriedAnyMore() {
        Talk talk = new Talk(builder -> builder.transports(TransportType.WEBSOCKET));
        talk.client.connect();
        talk.acceptHandshake(
                "one",
                reply -> reply.with(
                        "advice",
                        RawJson.parse(
                                "{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":1000,\"maxInterval\":1500}")));
        talk.answer(Talk.CONNECT);
        talk.breakDown();
        talk.advance(Duration.ofMillis(500));
        talk.breakDown();
        talk.advance(Duration.ofMillis(1_000));
        talk.breakDown();
        talk.advance(Duration.ofMillis(2_000));
        talk.expect(Talk.HANDSHAKE);
    }

    @Test
    void adviceNoneEndsTheConversation() {
        Talk talk = Talk.connected(builder -> builder);
        talk.answer(Talk.CONNECT, reply -> reply.with("advice", Map.of("reconnect", "none")));
        assertThat(talk.client.state()).isEqualTo(ClientState.DISCONNECTED);
        talk.advance(Duration.ofHours(1));
        talk.expect();
    }

    @Test
    void unknownAdviceEndsTheConversation() {
        Talk talk = Talk.connected(builder -> builder);
        talk.answer(Talk.CONNECT, reply -> reply.with("advice", Map.of("reconnect", "sometimes")));
        assertThat(talk.client.state()).isEqualTo(ClientState.DISCONNECTED);
    }

    @Test
    void refusedHandshakeIsTriedAgainOnlyIfTheServerAllowsIt() {
        Talk talk = new Talk();
        CompletableFuture<Void> connected = talk.client.connect();
        CompletableFuture<Message> handshaken = talk.client.handshake();
        talk.refuse(Talk.HANDSHAKE, "403::busy", "{\"reconnect\":\"handshake\",\"interval\":0}");
        assertOutcome(handshaken, Outcome.REFUSED);
        talk.advance(Duration.ofMillis(500));
        talk.refuse(Talk.HANDSHAKE, "403::handshake_denied", "{\"reconnect\":\"none\"}");
        assertOutcome(connected, Outcome.REFUSED);
        assertThat(talk.client.state()).isEqualTo(ClientState.DISCONNECTED);
    }

    @Test
    void credentialsAreAskedForAtEachHandshake() {
        AtomicInteger asked = new AtomicInteger();
        Talk talk = Talk.connected(builder ->
                builder.credentials(() -> new Credentials(Map.of(), Map.of("token", asked.incrementAndGet()))));
        talk.refuse(Talk.CONNECT, "402::session_unknown", null);
        assertThat(talk.sent(Talk.HANDSHAKE).ext("token")).hasToString("Optional[2]");
    }

    @Test
    void transportThatDoesNotOpenGivesWayAtOnce() {
        Talk talk = new Talk();
        talk.client.connect();
        assertThat(talk.transport().type()).isEqualTo(TransportType.WEBSOCKET);
        talk.breakDown();
        assertThat(talk.transport().type()).isEqualTo(TransportType.STREAMING);
        // The server does not have that.
        talk.acceptHandshake("one");
        assertThat(talk.log).noneMatch(line -> line.contains("->"));
        talk.answer(Talk.CONNECT);
        assertThat(talk.log).contains("WEBSOCKET -> LONG_POLLING FALLBACK");
    }

    @Test
    void transportThatBreaksAfterOpeningGivesWay() {
        Talk talk = new Talk();
        talk.client.connect();
        talk.acceptHandshake("one");
        talk.breakDown();
        talk.expect(Talk.CONNECT);
        assertThat(talk.sent(Talk.CONNECT).field("connectionType")).hasToString("Optional[\"long-polling\"]");
        talk.answer(Talk.CONNECT);
        assertThat(talk.log).contains("WEBSOCKET -> LONG_POLLING FALLBACK");
    }

    @Test
    void transportThatWorkedIsStuckTo() {
        Talk talk = Talk.connected(builder -> builder);
        for (int i = 1; i < TransportChoice.PATIENCE; i++) {
            talk.breakDown();
            talk.advance(Duration.ofSeconds(8));
            assertThat(talk.transport().type()).isEqualTo(TransportType.WEBSOCKET);
        }
        talk.breakDown();
        assertThat(talk.transport().type()).isEqualTo(TransportType.LONG_POLLING);
    }

    @Test
    void serverThatHasOnlyTheOtherTransportGetsIt() {
        Talk talk = new Talk();
        talk.client.connect();
        talk.acceptHandshake("one", reply -> reply.with("supportedConnectionTypes", List.of("long-polling")));
        assertThat(talk.transport().type()).isEqualTo(TransportType.LONG_POLLING);
        talk.expect(Talk.CONNECT);
    }

    @Test
    void serverWithoutACommonTransportIsGivenUp() {
        Talk talk = new Talk();
        CompletableFuture<Void> connected = talk.client.connect();
        talk.acceptHandshake("one", reply -> reply.with("supportedConnectionTypes", List.of("callback-polling")));
        assertOutcome(connected, Outcome.NOT_SENT);
        assertThat(talk.client.state()).isEqualTo(ClientState.DISCONNECTED);
    }

    @Test
    void advisedHostsAreGoneTo() {
        Talk talk = Talk.connected(builder -> builder);
        talk.answer(
                Talk.CONNECT,
                reply -> reply.with(
                        "advice",
                        Map.of(
                                "reconnect",
                                "handshake",
                                "hosts",
                                List.of("other.example:8080", "us er@bad", "third.example"))));
        talk.expect(Talk.HANDSHAKE);
        assertThat(talk.transport().address()).hasToString("http://other.example:8080/cometd");
    }

    @Test
    void publishesWaitForTheNextSessionInOrderBehindTheSubscriptions() {
        Talk talk = Talk.connected(builder -> builder);
        talk.client.subscribe("/news", message -> {});
        talk.answer(SUBSCRIBE);
        talk.breakDown();
        talk.client.publish("/a", 1);
        talk.client.publish("/b", 2);
        talk.advance(Duration.ofMillis(500));
        talk.expect(Talk.CONNECT);
        talk.refuse(Talk.CONNECT, "402::session_unknown", null);
        talk.acceptHandshake("two");
        talk.expect(Talk.CONNECT, SUBSCRIBE, "/a", "/b");
    }

    @Test
    void publishesFailWithoutASessionIfTheApplicationWantsThat() {
        Talk talk = Talk.connected(builder -> builder.offlinePolicy(OfflinePolicy.FAIL));
        CompletableFuture<Message> sent = talk.client.publish("/a", 0);
        talk.breakDown();
        assertOutcome(sent, Outcome.UNKNOWN);
        assertOutcome(talk.client.publish("/a", 1), Outcome.NOT_SENT);
    }

    @Test
    void queueTakesAsMuchAsItsLimitAndNoMore() {
        Talk talk = new Talk(builder -> builder.queueLimit(2));
        talk.client.connect();
        List<CompletableFuture<Message>> published = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            published.add(talk.client.publish("/a", i));
        }
        assertThat(published.get(1)).isNotDone();
        assertOutcome(published.get(2), Outcome.NOT_SENT);
        talk.acceptHandshake("one");
        talk.expect(Talk.CONNECT, "/a", "/a");
    }

    @Test
    void messageOfTheLargestSizeIsSentAndALargerOneIsNot() {
        Talk talk = Talk.connected(builder -> builder.maxMessageSize(200));
        String frame = "{\"channel\":\"/a\",\"data\":\"\",\"id\":\"4\",\"clientId\":\"one\"}";
        talk.client.publish("/a", "x".repeat(200 - frame.length()));
        talk.expect(Talk.CONNECT, "/a");
        assertOutcome(talk.client.publish("/a", "x".repeat(201 - frame.length())), Outcome.NOT_SENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "€", "😀"})
    void sizeOfAMessageIsThatInUtf8(String character) {
        Talk talk = Talk.connected(builder -> builder.maxMessageSize(200));
        int frame = "{\"channel\":\"/a\",\"data\":\"\",\"id\":\"4\",\"clientId\":\"one\"}".length();
        String full = character + "x".repeat(200 - frame - character.getBytes(StandardCharsets.UTF_8).length);
        talk.client.publish("/a", full);
        talk.expect(Talk.CONNECT, "/a");
        assertOutcome(talk.client.publish("/a", full + "x"), Outcome.NOT_SENT);
    }

    private static void assertOutcome(CompletableFuture<?> future, Outcome outcome) {
        assertThat(future).isCompletedExceptionally();
        var failure = future.handle((value, thrown) -> (BayeuxException) thrown).join();
        assertThat(failure.outcome()).isEqualTo(outcome);
    }
}
