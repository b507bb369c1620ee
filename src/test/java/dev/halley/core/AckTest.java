package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.extension.AckExtension;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.spi.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The acknowledge extension on the wire, over both kinds of links. */
class AckTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private TestCore start(String... settings) {
        TestCore server = servers.start(settings);
        server.core().addExtension(new AckExtension());
        return server;
    }

    /** @return a client that has asked for acknowledgements, has had its first connect, and is subscribed */
    private static TestPeer acknowledging(TestPeer peer) {
        assertThat(peer.handshakeWithEvents("{\"ack\":true}").get(0)).contains(",\"ext\":{\"ack\":true},");
        peer.connect("{\"ack\":-1}");
        peer.subscribe("/a");
        assertThat(peer.received()).containsExactly(connectReply(1), """
                {"channel":"/meta/subscribe","successful":true,"subscription":"/a"}""");
        return peer;
    }

    private static String ack(long number) {
        return "{\"ack\":" + number + '}';
    }

    private static String connectReply(long number) {
        return "{\"channel\":\"/meta/connect\",\"successful\":true,\"ext\":{\"ack\":" + number + "}}";
    }

    private static String event(int number) {
        return "{\"channel\":\"/a\",\"data\":" + number + '}';
    }

    private static void publish(TestCore server, int... numbers) {
        for (int number : numbers) {
            server.channel("/a").publish(null, number);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"true | true", "{\"enabled\":true} | true", "{\"enabled\":true,\"x\":[1e9]} | true"})
    void handshakeThatAsksIsAnsweredTrue(String asked, String answered) {
        TestPeer peer = start().webSocket();
        assertThat(peer.handshakeWithEvents("{\"ack\":" + asked + '}').get(0))
                .contains(",\"ext\":{\"ack\":" + answered + "},");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"ack\":false}",
                "{\"ack\":{\"enabled\":false}}",
                "{\"ack\":{}}",
                "{\"ack\":\"true\"}",
                "{\"ack\":null}",
                "{\"ack\":1}",
                "{\"ack\":[true]}"
            })
    void handshakeThatDoesNotAskIsNotAnsweredAndItsConnectsAreNotNumbered(String ext) {
        TestPeer peer = start().webSocket();
        assertThat(peer.handshakeWithEvents(ext).get(0)).doesNotContain("ext");
        peer.connect("{\"ack\":0}");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/connect","successful":true}""");
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void handshakeWithWhichEventsMayComeTellsTheNumberOfTheirBatch(Link.Kind kind) {
        TestCore server = start("allowMessageDeliveryDuringHandshake", "true");
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
                session.deliver(null, "/a", 7);
            }
        });
        TestPeer peer = server.peer(kind);
        List<String> messages = peer.handshakeWithEvents("{\"ack\":{\"enabled\":true}}");
        assertThat(messages.get(0)).contains("\"ext\":{\"ack\":{\"enabled\":true,\"batch\":1}}", "\"x-messages\":1");
        assertThat(messages.subList(1, messages.size())).containsExactly(event(7));
        peer.connect(ack(1));
        assertThat(peer.received()).containsExactly(connectReply(2));
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void eventsOfALostHandshakeReplyComeAgain(Link.Kind kind) {
        TestCore server = start("allowMessageDeliveryDuringHandshake", "true");
        TestPeer peer = server.peer(kind);
        assertThat(peer.handshakeWithEvents("{\"ack\":true}").get(0)).contains("\"batch\":1}}");
        server.session(peer).deliver(null, "/a", 7);
        peer.connect(ack(0));
        assertThat(peer.received()).containsExactly(event(7), connectReply(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "0", "\"-1\"", "\"0\"", "\"\"", "true", "null", "1.5", "{}", "[]", "\"one\"", "1e400"})
    void firstConnectMayCarryAnythingThatAcknowledgesNothing(String first) {
        TestCore server = start();
        TestPeer peer = server.http("b");
        peer.handshakeWithEvents("{\"ack\":true}");
        server.session(peer).deliver(null, "/a", 1);
        peer.connect("{\"ack\":" + first + '}');
        assertThat(peer.received()).containsExactly(event(1), connectReply(1));
        peer.connect("{\"ack\":" + first + '}');
        assertThat(peer.received()).as("nothing was acknowledged").containsExactly(event(1), connectReply(2));
    }

    /** Else a client whose connection breaks between two frames has events whose number it does not know, and gets them twice. */
    @Test
    void overAWebSocketEventsGoInOneFrameWithTheReplyThatNumbersThem() {
        TestCore server = start("ws.maxFrameSize", "1000");
        TestPeer peer = acknowledging(server.webSocket());
        peer.connect(ack(1));
        for (int i = 0; i < 100; i++) {
            publish(server, i);
        }
        List<String> got = new ArrayList<>();
        for (int number = 2; got.size() < 100; number++) {
            List<String> frame = new ArrayList<>(peer.batches().get(0));
            assertThat(String.join(",", frame)).hasSizeLessThanOrEqualTo(998);
            assertThat(frame.remove(frame.size() - 1)).isEqualTo(connectReply(number));
            assertThat(frame).isNotEmpty();
            got.addAll(frame);
            peer.connect(ack(number));
        }
        assertThat(got)
                .isEqualTo(IntStream.range(0, 100).mapToObj(AckTest::event).toList());
    }

    @Test
    void overAWebSocketEventsGoInOneFrameWithTheReplyToAHandshakeThatNumbersThem() {
        TestCore server = start("allowMessageDeliveryDuringHandshake", "true", "ws.maxFrameSize", "1000");
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
                IntStream.range(0, 100).forEach(number -> session.deliver(null, "/a", number));
            }
        });
        TestPeer peer = server.webSocket();
        List<String> frame = peer.handshakeWithEvents("{\"ack\":true}");
        int events = frame.size() - 1;
        assertThat(frame.get(0)).contains("\"batch\":1}}", "\"x-messages\":" + events);
        assertThat(String.join(",", frame).length() + peer.clientId().length() - 1)
                .isLessThanOrEqualTo(998);
        assertThat(events).isGreaterThan(5);
        peer.connect(ack(1));
        assertThat(peer.received().get(0)).isEqualTo(event(events));
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void eventsEndTheHeldConnectAndTheNumbersGrow(Link.Kind kind) {
        TestCore server = start();
        TestPeer peer = acknowledging(server.peer(kind));
        for (int round = 1; round <= 3; round++) {
            peer.connect(ack(round));
            assertThat(peer.received()).as("held").isEmpty();
            publish(server, round);
            assertThat(peer.received()).containsExactly(event(round), connectReply(round + 1));
        }
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void numbersGrowThoughNothingCame(Link.Kind kind) {
        TestCore server = start();
        TestPeer peer = acknowledging(server.peer(kind));
        peer.connect(ack(1));
        server.pass(20_000);
        assertThat(peer.received()).containsExactly(connectReply(2));
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void whatIsNotAcknowledgedComesAgainAtOnceInOrderBeforeWhatIsNewer(Link.Kind kind) {
        TestCore server = start();
        TestPeer peer = acknowledging(server.peer(kind));
        peer.connect(ack(1));
        publish(server, 1);
        assertThat(peer.received()).containsExactly(event(1), connectReply(2));
        publish(server, 2, 3);
        peer.connect(ack(1));
        assertThat(peer.received()).containsExactly(event(1), event(2), event(3), connectReply(3));
        peer.connect(ack(2));
        assertThat(peer.received())
                .as("the first one went under 2, too")
                .containsExactly(event(2), event(3), connectReply(4));
        peer.connect(ack(4));
        assertThat(peer.received()).as("all is acknowledged").isEmpty();
        publish(server, 4);
        assertThat(peer.received()).containsExactly(event(4), connectReply(5));
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void whatIsNotAcknowledgedComesAgainThoughNothingIsNewer(Link.Kind kind) {
        TestCore server = start();
        TestPeer peer = acknowledging(server.peer(kind));
        peer.connect(ack(1));
        publish(server, 1);
        peer.received();
        peer.connect(ack(1));
        assertThat(peer.received()).containsExactly(event(1), connectReply(3));
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void whatWasAcknowledgedNeverComesAgain(Link.Kind kind) {
        TestCore server = start();
        TestPeer peer = acknowledging(server.peer(kind));
        peer.connect(ack(1));
        publish(server, 1);
        peer.connect(ack(2));
        publish(server, 2);
        assertThat(peer.received()).containsExactly(event(1), connectReply(2), event(2), connectReply(3));
        // An older acknowledgement that was on its way for long.
        peer.connect(ack(1));
        assertThat(peer.received()).containsExactly(event(2), connectReply(4));
    }

    /** A connect that was cut off arrives after its successor was answered, and nobody reads its reply. */
    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void whatTheClientHasDoesNotComeAgainBecauseOfAConnectThatWasOvertaken(Link.Kind kind) {
        TestCore server = start();
        TestPeer peer = acknowledging(server.peer(kind));
        publish(server, 1, 2);
        peer.connect(ack(1));
        assertThat(peer.received()).containsExactly(event(1), event(2), connectReply(2));
        peer.connect(ack(1));
        assertThat(peer.received()).containsExactly(event(1), event(2), connectReply(3));
        publish(server, 3);
        peer.connect(ack(2));
        assertThat(peer.received()).containsExactly(event(3), connectReply(4));
        peer.connect(ack(4));
        assertThat(peer.received()).as("all is acknowledged").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void connectWithoutANumberIsOfAClientThatKeepsNone(Link.Kind kind) {
        TestCore server = start();
        TestPeer peer = acknowledging(server.peer(kind));
        peer.connect();
        publish(server, 1);
        assertThat(peer.received()).containsExactly(event(1), connectReply(2));
        peer.connect();
        assertThat(peer.received()).as("held, nothing again").isEmpty();
    }

    @Test
    void eventsAreNotPushedAndGoWithNoOtherResponse() {
        TestCore server = start();
        for (Link.Kind kind : Link.Kind.values()) {
            TestPeer peer = acknowledging(server.peer(kind));
            server.session(peer).deliver(null, "/a", 1);
            assertThat(peer.received()).isEmpty();
            peer.publish("/service/s", "1");
            assertThat(peer.received()).containsExactly("""
                    {"channel":"/service/s","successful":true}""");
            peer.connect(ack(1));
            assertThat(peer.received()).containsExactly(event(1), connectReply(2));
        }
    }

    @Test
    void batchOnALostConnectionComesAgainOnTheNext() {
        TestCore server = start();
        TestPeer peer = acknowledging(server.webSocket());
        Wire lost = peer.last();
        peer.connect(ack(1));
        lost.connection().breakSilently();
        publish(server, 1, 2);
        peer.vanish();
        publish(server, 3);
        TestPeer successor = server.webSocket().as(peer);
        successor.connect(ack(1));
        assertThat(successor.received())
                .containsSubsequence(event(1), event(2), event(3))
                .hasSize(4);
    }

    @Test
    void sessionGoesOnOverHttpWithItsNumbers() {
        TestCore server = start();
        TestPeer socket = acknowledging(server.webSocket());
        socket.connect(ack(1));
        publish(server, 1);
        assertThat(socket.received()).containsExactly(event(1), connectReply(2));
        socket.vanish();
        publish(server, 2);
        TestPeer polling = server.http("").as(socket);
        polling.connect(ack(1));
        List<String> received = polling.received();
        assertThat(received.subList(0, 2)).containsExactly(event(1), event(2));
        assertThat(received.get(2)).contains("\"successful\":true").contains("\"ext\":{\"ack\":3}");
        polling.connect(ack(3));
        publish(server, 3);
        assertThat(polling.received()).containsExactly(event(3), connectReply(4));
    }

    @Test
    void pollThatOvertakesAHeldOneIsHeldInItsPlace() {
        TestCore server = start();
        TestPeer peer = acknowledging(server.http("b"));
        Wire first = peer.connect(ack(1));
        Wire second = peer.connect(ack(1));
        assertThat(first.closedFor()).isEqualTo(CloseReason.SUPERSEDED);
        assertThat(second.isPending()).isTrue();
        publish(server, 1);
        assertThat(peer.received()).containsExactly(event(1), connectReply(2));
    }

    /** The held connect is answered in the very moment in which its successor has said what the client has. */
    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void whatAnOvertakenReplyTookGoesAgainWithTheOneAfterIt(Link.Kind kind) {
        TestCore server = start();
        TestPeer peer = acknowledging(server.peer(kind));
        peer.connect(ack(1));
        server.core().addExtension(new BayeuxExtension() {
            private boolean done;

            @Override
            public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
                if (request instanceof Request.Connect && !done) {
                    done = true;
                    // Its client is gone: nobody will get this reply.
                    publish(server, 1);
                    server.session(peer).flush();
                }
                return Verdict.pass();
            }
        });
        peer.connect(ack(1));
        assertThat(peer.received()).containsExactly(event(1), connectReply(2), event(1), connectReply(3));
        peer.connect(ack(3));
        assertThat(peer.received()).isEmpty();
    }

    /** Else the older reply would have the younger's number, and acknowledge what only the younger brings. */
    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void replyHasTheNumberOfItsOwnEventsThoughAnotherOvertakesIt(Link.Kind kind) {
        TestCore server = start();
        TestPeer peer = acknowledging(server.peer(kind));
        server.core().addExtension(new BayeuxExtension() {
            private boolean done;

            @Override
            public Verdict<Reply> reply(@Nullable ServerSession session, Request request, Reply reply) {
                if (request instanceof Request.Connect && !done) {
                    done = true;
                    server.session(peer).deliver(null, "/a", 2);
                    peer.connect(ack(1));
                }
                return Verdict.pass();
            }
        });
        publish(server, 1);
        peer.connect(ack(1));
        List<String> received = peer.received();
        assertThat(received).containsOnlyOnce(connectReply(2), connectReply(3));
        peer.connect(ack(2));
        assertThat(peer.received()).as("not acknowledged by 2").contains(event(2));
    }

    @Test
    void queueCountsWhatIsNotAcknowledged() {
        TestCore server = start("maxQueue", "3");
        TestPeer peer = acknowledging(server.http("b"));
        publish(server, 1, 2);
        peer.connect(ack(1));
        assertThat(peer.received()).containsExactly(event(1), event(2), connectReply(2));
        publish(server, 3);
        assertThat(server.knows(peer)).as("three are as many as may be").isTrue();
        publish(server, 4);
        assertThat(server.knows(peer)).isFalse();
        assertThat(server.events().of(peer.clientId())).endsWith("closed:QUEUE_FULL");
    }

    @Test
    void queueHasRoomAgainForWhatWasAcknowledged() {
        TestCore server = start("maxQueue", "3");
        TestPeer peer = acknowledging(server.http("b"));
        for (int round = 1; round < 10; round++) {
            peer.connect(ack(round));
            publish(server, round);
        }
        assertThat(server.knows(peer)).isTrue();
    }

    @Test
    void repliesThatBringNoBatchHaveNoNumber() {
        TestCore server = start();
        TestPeer peer = acknowledging(server.http("b"));
        peer.connect(ack(1));
        peer.disconnect();
        assertThat(peer.received()).contains("""
                {"channel":"/meta/connect","successful":true,"advice":{"reconnect":"none"}}""");
    }
}
