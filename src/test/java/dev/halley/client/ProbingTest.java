package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How a client that has fallen back comes to its preferred transport again, with the session that it has. */
class ProbingTest {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration FIRST_PROBE = Duration.ofMillis(2_500);

    private final Talk talk = fallenBack();

    private static Talk fallenBack() {
        Talk talk = new Talk(
                builder -> builder.probe(new BackOff(Duration.ofSeconds(5), Duration.ofMinutes(5), () -> 0.5)));
        talk.client.connect();
        talk.breakDown();
        talk.acceptHandshake("one");
        talk.answer(Talk.CONNECT);
        assertThat(talk.transport().type()).isEqualTo(TransportType.LONG_POLLING);
        return talk;
    }

    private Talk.Scripted probeOpens() {
        talk.advance(FIRST_PROBE);
        assertThat(talk.transport().type()).isEqualTo(TransportType.WEBSOCKET);
        assertThat(talk.transport().opened).isEqualTo(1);
        talk.opened();
        return talk.formerTransport();
    }

    @Test
    void refusedConnectionsNeverLeadToAnotherTransport() {
        Talk refused = Talk.connected(builder -> builder);
        refused.breakDown();
        for (int i = 0; i < 20; i++) {
            refused.advance(Duration.ofSeconds(8));
            refused.breakDown(new IOException("The WebSocket", new ConnectException()));
            assertThat(refused.transport().type()).isEqualTo(TransportType.WEBSOCKET);
        }
        refused.advance(Duration.ofSeconds(8));
        refused.answer(Talk.CONNECT);
        assertThat(refused.client.state()).isEqualTo(ClientState.CONNECTED);
        assertThat(refused.log).noneMatch(line -> line.contains("->"));
    }

    @Test
    void sessionGoesOnOverThePreferredTransportWhenTheHeldConnectIsAnswered() {
        Talk.Scripted polling = probeOpens();
        talk.expect(Talk.CONNECT);
        assertThat(polling.closed)
                .as("what comes with the held connect is taken")
                .isFalse();
        talk.answerOver(polling, Talk.CONNECT);
        assertThat(polling.closed).isTrue();
        talk.expect(Talk.CONNECT);
        assertThat(talk.sent(Talk.CONNECT).clientId()).contains("one");
        assertThat(talk.sent(Talk.CONNECT).field("connectionType")).hasToString("Optional[\"websocket\"]");
        assertThat(talk.sent(Talk.CONNECT).field("advice")).hasToString("Optional[{\"timeout\":0}]");
        talk.answer(Talk.CONNECT);
        assertThat(talk.sent(Talk.CONNECT).field("advice"))
                .as("the next is held")
                .isEmpty();
        assertThat(talk.log)
                .containsExactly(
                        "HANDSHAKING",
                        "CONNECTING",
                        "CONNECTED",
                        "WEBSOCKET -> LONG_POLLING FALLBACK",
                        "LONG_POLLING -> WEBSOCKET UPGRADE");
    }

    @Test
    void connectsAreHeldNoLongerThanToTheEndOfTheProbe() {
        assertThat(talk.sent(Talk.CONNECT).field("advice")).hasToString("Optional[{\"timeout\":3500}]");
        talk.advance(FIRST_PROBE);
        talk.answerOver(talk.formerTransport(), Talk.CONNECT);
        assertThat(talk.sent(Talk.CONNECT).field("advice")).hasToString("Optional[{\"timeout\":1000}]");
    }

    @Test
    void whatIsUnderWayIsAnsweredFirstAndWhatIsPublishedMeanwhileWaits() {
        CompletableFuture<Message> before = talk.client.publish("/before", 1);
        Talk.Scripted polling = probeOpens();
        polling.busy = true;
        talk.answerOver(polling, Talk.CONNECT);
        CompletableFuture<Message> meanwhile = talk.client.publish("/meanwhile", 2);
        talk.expect("/before");
        polling.busy = false;
        talk.answerOver(polling, "/before");
        assertThat(before).isCompleted();
        talk.expect(Talk.CONNECT);
        talk.answer(Talk.CONNECT);
        talk.expect(Talk.CONNECT, "/meanwhile");
        talk.answer("/meanwhile");
        assertThat(meanwhile).isCompleted();
    }

    @Test
    void probeThatFailsIsMadeAgainWithGrowingPauses() {
        Talk.Scripted polling = talk.transport();
        for (long millis : new long[] {2_500, 5_000, 10_000}) {
            Talk.Scripted before = talk.transport();
            talk.advance(Duration.ofMillis(millis).minus(MILLI));
            talk.answerOver(polling, Talk.CONNECT);
            assertThat(talk.transport()).isSameAs(before);
            talk.advance(MILLI);
            assertThat(talk.transport().type()).isEqualTo(TransportType.WEBSOCKET);
            talk.transport().fail(new ConnectException());
        }
        assertThat(talk.client.state()).isEqualTo(ClientState.CONNECTED);
        talk.expect(Talk.CONNECT);
    }

    @Test
    void probeThatBreaksBeforeItIsUsedChangesNothing() {
        Talk.Scripted polling = probeOpens();
        talk.transport().fail(new IOException("cut"));
        talk.answerOver(polling, Talk.CONNECT);
        talk.expect(Talk.CONNECT);
        assertThat(talk.sent(Talk.CONNECT).field("connectionType")).hasToString("Optional[\"long-polling\"]");
        assertThat(polling.closed).isFalse();
    }

    @Test
    void preferredTransportThatSwallowsTheConnectGivesWayAtOnceAndWaitsLonger() {
        talk.answerOver(probeOpens(), Talk.CONNECT);
        talk.swallow();
        talk.advance(Duration.ofSeconds(10));
        assertThat(talk.transport().type()).isEqualTo(TransportType.LONG_POLLING);
        assertThat(talk.sent(Talk.CONNECT).field("connectionType")).hasToString("Optional[\"long-polling\"]");
        talk.answer(Talk.CONNECT);
        assertThat(talk.log).noneMatch(line -> line.contains("UPGRADE"));
        Talk.Scripted polling = talk.transport();
        talk.advance(Duration.ofSeconds(5).minus(MILLI));
        assertThat(talk.transport()).isSameAs(polling);
        talk.advance(MILLI);
        assertThat(talk.transport().type()).isEqualTo(TransportType.WEBSOCKET);
    }

    @Test
    void networkThatCutsWhatItLetsOpenIsProbedLessAndLessOften() {
        for (long millis : new long[] {2_500, 5_000, 10_000}) {
            talk.advance(Duration.ofMillis(millis));
            talk.opened();
            talk.answerOver(talk.formerTransport(), Talk.CONNECT);
            for (int cut = 0; cut < TransportChoice.PATIENCE; cut++) {
                assertThat(talk.transport().type()).isEqualTo(TransportType.WEBSOCKET);
                talk.answer(Talk.CONNECT);
                talk.breakDown();
                talk.advance(Duration.ofSeconds(1));
            }
            assertThat(talk.transport().type()).isEqualTo(TransportType.LONG_POLLING);
            talk.answer(Talk.CONNECT);
        }
    }

    @Test
    void disconnectEndsTheProbe() {
        probeOpens();
        Talk.Scripted probe = talk.transport();
        talk.client.disconnect();
        assertThat(probe.closed).isTrue();
        talk.expect(Talk.CONNECT, "/meta/disconnect");
    }

    @Test
    void disconnectWhileTheSessionGoesOverIsSentAtOnce() {
        talk.answerOver(probeOpens(), Talk.CONNECT);
        talk.client.disconnect();
        talk.expect(Talk.CONNECT, "/meta/disconnect");
    }

    @Test
    void sessionThatTheServerDoesNotTakeThereIsFollowedByANewOne() {
        talk.client.subscribe("/news", message -> {});
        talk.answer("/meta/subscribe");
        talk.answerOver(probeOpens(), Talk.CONNECT);
        talk.refuse(Talk.CONNECT, "402::session_unknown", null);
        talk.acceptHandshake("two");
        talk.expect(Talk.CONNECT, "/meta/subscribe");
        talk.answer(Talk.CONNECT);
        assertThat(talk.transport().type()).isEqualTo(TransportType.WEBSOCKET);
        assertThat(talk.log).endsWith("CONNECTED", "LONG_POLLING -> WEBSOCKET UPGRADE");
    }

    @Test
    void serverWithoutThePreferredTransportIsNotProbed() {
        Talk other = new Talk();
        other.client.connect();
        other.acceptHandshake("one", reply -> reply.with("supportedConnectionTypes", List.of("long-polling")));
        other.answer(Talk.CONNECT);
        Talk.Scripted polling = other.transport();
        other.advance(Duration.ofSeconds(15));
        assertThat(other.transport()).isSameAs(polling);
        assertThat(other.sent(Talk.CONNECT).field("advice")).isEmpty();
    }
}
