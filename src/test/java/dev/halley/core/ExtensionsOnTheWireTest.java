package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.extension.ActivityExtension;
import dev.halley.extension.ActivityExtension.Activity;
import dev.halley.extension.BinaryExtension;
import dev.halley.extension.TimestampExtension;
import dev.halley.extension.TimesyncExtension;
import dev.halley.json.RawJson;
import dev.halley.protocol.BinaryData;
import dev.halley.protocol.CloseReason;
import dev.halley.spi.Link;
import dev.halley.testkit.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built-in extensions but that of acknowledgements, on the wire. */
class ExtensionsOnTheWireTest {

    private static final long NOW = ManualTime.BEGIN.toEpochMilli();

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server = servers.start();

    private TestPeer timesynced(Link.Kind kind) {
        server.core().addExtension(new TimesyncExtension(server.time()));
        return server.peer(kind).connected();
    }

    private static String timesync(String members) {
        return "{\"timesync\":{" + members + "}}";
    }

    @Test
    void handshakeIsToldTheTime() {
        server.core().addExtension(new TimesyncExtension(server.time()));
        TestPeer peer = server.webSocket();
        assertThat(peer.handshakeWithEvents("{\"timesync\":{\"tc\":5,\"l\":0,\"o\":0}}")
                        .get(0))
                .contains("\"ext\":{\"timesync\":{\"tc\":5,\"ts\":" + NOW + ",\"p\":0,\"a\":" + (5 - NOW) + "}}");
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void heldConnectIsToldHowLongItWasHeld(Link.Kind kind) {
        TestPeer peer = timesynced(kind);
        peer.connect(timesync("\"tc\":1000,\"l\":7,\"o\":0"));
        server.pass(20_000);
        assertThat(peer.received())
                .containsExactly(
                        "{\"channel\":\"/meta/connect\",\"successful\":true,\"ext\":{\"timesync\":{\"tc\":1000,"
                                + "\"ts\":" + NOW + ",\"p\":20000,\"a\":" + (1007 - NOW) + "}}}");
        assertThat(server.session(peer).attribute(TimesyncExtension.LAG_ATTRIBUTE))
                .contains(7L);
    }

    @ParameterizedTest
    @CsvSource({"24, false", "25, true", "26, true", "-24, false", "-25, true"})
    void clientIsToldWhenItIsOffByTheTargetOrMore(int off, boolean told) {
        TestPeer peer = timesynced(Link.Kind.DUPLEX);
        long clientTime = 1_000;
        peer.send("""
                {"channel":"/meta/subscribe","clientId":"$","subscription":"/a","ext":%s}""".formatted(timesync("\"tc\":1000,\"l\":10,\"o\":" + (NOW - clientTime - 10 + off))));
        String answer = peer.received().get(0);
        if (told) {
            assertThat(answer).contains("\"ts\":" + NOW + ",\"p\":0,\"a\":" + off + "}");
        } else {
            assertThat(answer).doesNotContain("ext");
        }
    }

    @Test
    void clientThatKnowsNoLagIsToldThoughItIsRight() {
        TestPeer peer = timesynced(Link.Kind.DUPLEX);
        peer.connect("{\"timesync\":{\"tc\":" + NOW + ",\"l\":0,\"o\":0}}");
        server.pass(20_000);
        assertThat(peer.received().get(0)).contains("\"p\":20000,\"a\":0}");
    }

    @Test
    void clientOfTheOldStyleGetsNoAccuracy() {
        TestPeer peer = timesynced(Link.Kind.DUPLEX);
        peer.send("""
                {"channel":"/meta/subscribe","clientId":"$","subscription":"/a","ext":{"timesync":{"tc":1}}}""");
        assertThat(peer.received().get(0)).contains("\"ext\":{\"timesync\":{\"tc\":1,\"ts\":" + NOW + ",\"p\":0}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "[]", "{}", "{\"tc\":\"1\"}", "{\"l\":1}", "{\"tc\":null,\"l\":\"x\"}"})
    void malformedTimesyncIsPassedOver(String sync) {
        TestPeer peer = timesynced(Link.Kind.DUPLEX);
        peer.send("""
                {"channel":"/meta/subscribe","clientId":"$","subscription":"/a","ext":{"timesync":%s}}""".formatted(sync));
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/subscribe","successful":true,"subscription":"/a"}""");
    }

    @Test
    void numberOfAThousandAndMoreDigitsHarmsNothing() {
        numbersBeyondAllTimesHarmNothing("9".repeat(RawJson.MAX_NUMBER_LENGTH + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e-999999999", "9999999999999999999999999999"})
    void numbersBeyondAllTimesHarmNothing(String number) {
        TestPeer peer = timesynced(Link.Kind.DUPLEX);
        peer.send("""
                {"channel":"/meta/subscribe","clientId":"$","subscription":"/a","ext":{"timesync":{"tc":%1$s,"l":%1$s}}}""".formatted(number));
        assertThat(peer.received().get(0)).contains("\"successful\":true");
    }

    @Test
    void publishesCarryNoTimesync() {
        TestPeer peer = timesynced(Link.Kind.DUPLEX);
        peer.send("""
                {"channel":"/a","clientId":"$","data":1,"ext":{"timesync":{"tc":1}}}""");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","successful":true}""");
    }

    @Test
    void timestampIsOnEverythingAndReplacesTheClientsOwn() {
        server.core().addExtension(new TimestampExtension(server.time()));
        TestPeer peer = server.webSocket();
        String stamp = "\"timestamp\":\"2026-11-22T08:15:30.123Z\"";
        assertThat(peer.handshake()).contains(stamp);
        peer.connect();
        peer.subscribe("/a");
        assertThat(peer.received()).hasSize(2).allMatch(message -> message.contains(stamp));
        peer.send("""
                {"channel":"/a","clientId":"$","data":1,"timestamp":"yesterday","groupName":"g"}""");
        assertThat(peer.received())
                .containsExactly(
                        "{\"channel\":\"/a\",\"data\":1," + stamp + ",\"groupName\":\"g\"}",
                        "{\"channel\":\"/a\",\"successful\":true," + stamp + "}");
        server.session(peer).deliver(null, "/b", 2);
        assertThat(peer.received()).containsExactly("{\"channel\":\"/b\",\"data\":2," + stamp + "}");
    }

    @Test
    void timestampOfAnEventIsMadeOnceForAllSubscribers() {
        TestPeer publisher = server.webSocket().connected();
        for (int i = 0; i < 3; i++) {
            server.webSocket().subscribedTo("/a");
        }
        AtomicInteger made = new AtomicInteger();
        InstantSource counting = () -> {
            made.incrementAndGet();
            return server.time().instant();
        };
        server.core().addExtension(new TimestampExtension(counting));
        publisher.publish("/a", "1");
        assertThat(made).as("one for the event, one for the reply").hasValue(2);
    }

    private TestPeer watched(Activity activity) {
        server.core().addExtension(new ActivityExtension(activity, Duration.ofMillis(30_000), server.time()));
        return server.webSocket().subscribedTo("/a");
    }

    private void connectAfter(TestPeer peer, long millis) {
        server.pass(millis);
        peer.received();
        peer.connect();
    }

    @Test
    void sessionThatOnlyConnectsEndsAtTheFirstConnectAfterTheLongestInactivity() {
        TestPeer peer = watched(Activity.CLIENT);
        connectAfter(peer, 5_000);
        connectAfter(peer, 20_000);
        connectAfter(peer, 4_999);
        assertThat(server.knows(peer)).as("a millisecond before").isTrue();
        connectAfter(peer, 1);
        assertThat(server.knows(peer)).isFalse();
        assertThat(server.events().of(peer.clientId())).endsWith("closed:" + CloseReason.DISCONNECTED_BY_SERVER);
        assertThat(peer.received()).contains("""
                {"channel":"/meta/connect","successful":true,"advice":{"reconnect":"none"}}""");
    }

    @Test
    void whatTheClientSendsIsActivity() {
        TestPeer peer = watched(Activity.CLIENT);
        peer.connect();
        for (int i = 0; i < 4; i++) {
            connectAfter(peer, 18_000);
            peer.publish("/service/s", "1");
        }
        assertThat(server.knows(peer)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Activity.class)
    void whatTheClientGetsIsActivityWhereItCounts(Activity activity) {
        TestPeer peer = watched(activity);
        for (int i = 0; i < 4; i++) {
            connectAfter(peer, 10_000);
            server.channel("/a").publish(null, 1);
        }
        assertThat(server.knows(peer)).isEqualTo(activity == Activity.CLIENT_SERVER);
    }

    private TestPeer binary() {
        server.core().addExtension(new BinaryExtension());
        return server.webSocket().subscribedTo("/a");
    }

    @Test
    void binaryDataGoesOnAsItCame() {
        TestPeer peer = binary();
        peer.send("""
                {"channel":"/a","clientId":"$","ext":{"binary":{}},"data":{"data":"HelloWorld","last":false,"meta":{"n":1.0}}}""");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","data":{"data":"HelloWorld","last":false,"meta":{"n":1.0}},"ext":{"binary":{}}}""", """
                {"channel":"/a","successful":true}""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "1",
                "\"HelloWorld\"",
                "{}",
                "{\"data\":1}",
                "{\"data\":\"Hello Worl\"}",
                "{\"data\":\"HelloW\"}",
                "[\"HelloWorld\"]"
            })
    void malformedBinaryDataIsRefused(String data) {
        TestPeer peer = binary();
        peer.send("{\"channel\":\"/a\",\"clientId\":\"$\",\"id\":\"1\",\"ext\":{\"binary\":{}},\"data\":" + data + '}');
        assertThat(peer.received())
                .hasSize(1)
                .allMatch(reply -> reply.contains("\"error\":\"400:data:field_invalid\""));
        peer.publish("/a", data);
        assertThat(peer.received()).as("no binary, no check").hasSize(2);
    }

    @Test
    void binaryDataFromTheServerIsWhatClientsExpect() {
        TestPeer peer = binary();
        byte[] bytes = "bytes".getBytes(StandardCharsets.US_ASCII);
        server.session(peer).deliver(null, new BinaryData(bytes, true, null).toEvent("/a"));
        String event = peer.received().get(0);
        assertThat(event).contains("\"last\":true}", "\"ext\":{\"binary\":{}}").doesNotContain("meta");
        String data = event.replaceFirst(".*\"data\":(\\{[^}]*}).*", "$1");
        assertThat(BinaryData.from(RawJson.parse(data)).bytes()).isEqualTo(bytes);
    }
}
