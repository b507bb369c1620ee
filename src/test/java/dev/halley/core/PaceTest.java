package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.session.SessionTimes;
import dev.halley.extension.AckExtension;
import dev.halley.extension.TimesyncExtension;
import dev.halley.spi.Link;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends with its connects, the server does not answer them at once for ever. */
class PaceTest {

    private static final String CONNECT = """
            {"channel":"/meta/connect","clientId":"$","connectionType":"long-polling","id":"c"%s}""";
    private static final long PACE = SessionTimes.PACE.toMillis();

    @RegisterExtension
    final TestCores servers = new TestCores();

    private TestPeer acknowledging(TestCore server, Link.Kind kind) {
        server.core().addExtension(new AckExtension());
        TestPeer peer = server.peer(kind);
        peer.handshakeWithEvents("{\"ack\":true}");
        peer.connect("{\"ack\":0}");
        peer.received();
        return peer;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2", "2.0", "2e0", "20e-1", "0.2E+1", "2.000", "\"2\"", "\"2.0\"", "3.0", "9007199254740992"})
    void aWholeNumberAcknowledgesHoweverItIsWritten(String ack) {
        TestCore server = servers.start();
        TestPeer peer = acknowledging(server, Link.Kind.RESPONSE);
        server.session(peer).deliver(null, "/a", 1);
        peer.connect("{\"ack\":1}");
        assertThat(peer.received()).hasSize(2).last().asString().contains("\"ack\":2");
        Wire exchange = peer.connect("{\"ack\":" + ack + "}");
        assertThat(exchange.isPending()).as("nothing is left to be sent").isTrue();
        assertThat(server.session(peer).queue().inspect().messages()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5",
                "1",
                "0",
                "-1",
                "-2.0",
                "\"x\"",
                "\"\"",
                "\"0x2\"",
                "\" 2\"",
                "\"NaN\"",
                "\"Infinity\"",
                "\"2d\"",
                "\"1e999999999\"",
                "99999999999999999999",
                "9007199254740994",
                "true",
                "null",
                "[]",
                "{}",
                "[2]",
                "\"-9e99\"",
                "1e-999999999"
            })
    void whatIsNoWholeNumberOrNoneOfItsOwnAcknowledgesNothingAndIsPaced(String ack) {
        TestCore server = servers.start();
        TestPeer peer = acknowledging(server, Link.Kind.RESPONSE);
        server.session(peer).deliver(null, "/a", 1);
        peer.connect("{\"ack\":1}");
        peer.received();
        int answered = 0;
        while (!peer.connect("{\"ack\":" + ack + "}").isPending()) {
            assertThat(peer.received()).as("it comes again").hasSize(2).startsWith("""
                    {"channel":"/a","data":1}""");
            assertThat(++answered).isLessThanOrEqualTo(SessionTimes.MOST_AT_ONCE);
        }
        server.pass(PACE - 1);
        assertThat(peer.received()).isEmpty();
        server.pass(1);
        assertThat(peer.received()).hasSize(2);
        assertThat(peer.connect("{\"ack\":" + ack + "}").isPending())
                .as("from now on, once each time")
                .isTrue();
        server.pass(PACE);
        assertThat(peer.received()).hasSize(2);
        assertThat(peer.connect("{\"ack\":1000}").isPending()).isTrue();
        assertThat(server.session(peer).queue().inspect().messages())
                .as("at last")
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void aClientThatAsksNotToBeHeldIsAnsweredAtOnceAFewTimesAndThenHeldForAWhile(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer peer = server.peer(kind).connected();
        String connect = CONNECT.formatted(",\"advice\":{\"timeout\":0}");
        for (int i = 1; i < SessionTimes.MOST_AT_ONCE; i++) {
            assertThat(peer.ask(connect)).as("connect %s", i).hasSize(1);
        }
        assertThat(peer.ask(connect)).isEmpty();
        server.pass(PACE);
        assertThat(peer.received()).hasSize(1);
    }

    @Test
    void aClientThatAsksNotToBeHeldAndTakesItsTimeIsAlwaysAnsweredAtOnce() {
        TestCore server = servers.start();
        TestPeer peer = server.http("b").connected();
        for (int i = 0; i < 3 * SessionTimes.MOST_AT_ONCE; i++) {
            server.pass(PACE);
            assertThat(peer.ask(CONNECT.formatted(",\"advice\":{\"timeout\":0}")))
                    .hasSize(1);
        }
    }

    @Test
    void connectsThatBringSomethingNewAreNotPaced() {
        TestCore server = servers.start();
        TestPeer peer = server.http("b").connected();
        for (int i = 0; i < 3 * SessionTimes.MOST_AT_ONCE; i++) {
            server.session(peer).deliver(null, "/a", i);
            assertThat(peer.ask(CONNECT.formatted(""))).hasSize(2);
        }
    }

    @Test
    void whatCannotBeHeldSinceOtherRepliesWouldWaitIsToldToComeLater() {
        TestCore server = servers.start();
        TestPeer peer = server.http("b").connected();
        String both = "[" + CONNECT.formatted("") + "," + CONNECT.formatted("") + "]";
        for (int i = 0; i < SessionTimes.MOST_AT_ONCE; i++) {
            assertThat(peer.ask(both)).hasSize(2);
        }
        assertThat(peer.ask(both)).last().asString().contains("\"reconnect\":\"retry\",\"interval\":" + PACE);
    }

    @Test
    void aMalformedConnectIsToldToComeLater() {
        TestCore server = servers.start();
        TestPeer peer = server.http("b").connected();
        assertThat(peer.ask(CONNECT.formatted(",\"advice\":{\"timeout\":\"soon\"}")))
                .singleElement()
                .asString()
                .contains("400:advice:field_invalid", "\"reconnect\":\"retry\",\"interval\":" + PACE);
    }

    @Provide
    Arbitrary<List<String>> fields() {
        Arbitrary<String> value = Arbitraries.oneOf(
                Arbitraries.of("0", "1", "2.0", "1e0", "-1", "0.5", "1e99", "-1e400", "\"2\"", "\"x\"", "null", "true"),
                Arbitraries.of("[]", "{}", "[1]", "{\"a\":1}", "99999999999999999999999", "1e-400"));
        Arbitrary<String> ext = Combinators.combine(value, value, value)
                .as((ack, tc, lag) ->
                        ",\"ext\":{\"ack\":" + ack + ",\"timesync\":{\"tc\":" + tc + ",\"l\":" + lag + "}}");
        Arbitrary<String> advice = Combinators.combine(value, value)
                .as((timeout, interval) -> ",\"advice\":{\"timeout\":" + timeout + ",\"interval\":" + interval + '}');
        Arbitrary<String> whole = value.map(any -> ",\"advice\":" + any);
        Arbitrary<String> both = Combinators.combine(ext, advice).as((one, two) -> one + two);
        return Arbitraries.oneOf(ext, advice, whole, both, Arbitraries.of(""))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void noLoopOfConnectsIsAnsweredAtOnceForEver(
            @ForAll("fields") List<String> fields,
            @ForAll boolean webSocket,
            @ForAll boolean acknowledged,
            @ForAll boolean batches,
            @ForAll boolean deliverOnly) {
        TestCore server = new TestCore(
                Map.of("stopTimeout", "0", "metaConnectDeliverOnly", Boolean.toString(deliverOnly)), Runnable::run);
        server.core().start();
        try {
            server.core().addExtension(new AckExtension());
            server.core().addExtension(new TimesyncExtension(() -> Instant.EPOCH));
            TestPeer peer = webSocket ? server.webSocket() : server.http("b");
            peer.handshakeWithEvents(acknowledged ? "{\"ack\":true}" : "{}");
            server.session(peer).deliver(null, "/a", 1);
            server.session(peer).deliver(null, "/a", 2);
            int atOnce = 0;
            for (int i = 0; i < 60; i++) {
                String connect = CONNECT.formatted(fields.get(i % fields.size()));
                List<String> got = peer.ask(batches ? "[" + connect + "," + connect + "]" : connect);
                boolean later =
                        got.isEmpty() || got.stream().anyMatch(message -> message.contains("\"interval\":" + PACE));
                if (!later) {
                    assertThat(++atOnce)
                            .as("answered at once, and again: %s", got)
                            .isLessThanOrEqualTo(3 * SessionTimes.MOST_AT_ONCE);
                }
            }
        } finally {
            server.core().stop();
        }
    }
}
