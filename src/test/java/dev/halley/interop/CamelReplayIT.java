package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.extension.ReplayExtension;
import dev.halley.interop.CometdClient.Kind;
import dev.halley.testing.JettyHost;
import dev.halley.testing.TestServer;
import dev.halley.testkit.Setup;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.cometd.bayeux.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The extension by which Camel's Salesforce component goes on from a replayId, on CometD's Java client. Salesforce's EMP connector has the
 * same one, and uses it so: a new client with the old extension after each loss, then each of its channels, with the whole map.
 */
class CamelReplayIT {

    private static final String ORDERS = "/event/Order__e";
    private static final String INVOICES = "/event/Invoice__e";
    private static final long ALL = -2;
    private static final long NEW = -1;

    /** What Camel looks for, to go on from its {@code fallBackReplayId}. */
    private static final String INVALID = "400::The replayId \\{.*} you provided was invalid.*";

    /** Camel's, as its name tells nothing. */
    private static final class Ids extends org.apache.camel.component.salesforce.internal.streaming.ReplayExtension {}

    private static TestServer start() {
        Setup setup = new Setup().extension(new ReplayExtension());
        return TestServer.start(new JettyHost(), TestServer.WEBSOCKET, setup, "history", "/event/*=3/1h");
    }

    private static URI uri(TestServer server) {
        return URI.create("http://127.0.0.1:" + server.port() + "/");
    }

    private static CometdClient client(Kind kind, TestServer server, Ids ids) throws Exception {
        return CometdClient.connect(kind, uri(server), bayeux -> bayeux.addExtension(ids));
    }

    private static void publish(TestServer server, String channel, long... numbers) {
        for (long number : numbers) {
            server.bayeux().createChannel(channel).publish(null, Map.of("payload", Map.of("n", number)));
        }
    }

    private static List<Object> numbers(List<Object> events) {
        return events.stream()
                .<Object>map(event -> ((Map<?, ?>) ((Map<?, ?>) event).get("payload")).get("n"))
                .toList();
    }

    private static long replayId(Object event) {
        return (Long) ((Map<?, ?>) ((Map<?, ?>) event).get("event")).get("replayId");
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "LONG_POLLING"})
    void goesOnFromTheIdThatItHasOnEachChannel(Kind kind) throws Exception {
        Ids ids = new Ids();
        ids.setReplayIdIfAbsent(ORDERS, ALL);
        ids.setReplayIdIfAbsent(INVOICES, NEW);
        try (TestServer server = start()) {
            publish(server, ORDERS, 1, 2);
            publish(server, INVOICES, 1);
            try (var client = client(kind, server, ids)) {
                client.subscribe(ORDERS);
                client.subscribe(INVOICES);
                publish(server, ORDERS, 3);
                publish(server, INVOICES, 2);
                List<Object> orders = client.hears(ORDERS, 3);
                assertThat(numbers(orders)).containsExactly(1L, 2L, 3L);
                assertThat(replayId(orders.get(2))).isEqualTo(replayId(orders.get(0)) + 2);
                assertThat(numbers(client.hears(INVOICES, 1))).containsExactly(2L);
            }
            publish(server, ORDERS, 4, 5);
            publish(server, INVOICES, 3);
            try (var client = client(kind, server, ids)) {
                client.subscribe(ORDERS);
                client.subscribe(INVOICES);
                publish(server, ORDERS, 6);
                assertThat(numbers(client.hears(ORDERS, 3))).containsExactly(4L, 5L, 6L);
                assertThat(numbers(client.hears(INVOICES, 1))).containsExactly(3L);
                assertThat(client.heard(ORDERS)).isEmpty();
            }
        }
    }

    @Test
    void isToldThatWhatFollowsAnIdMadeRoomAndGoesOnWithAllThatIsKept() throws Exception {
        Ids ids = new Ids();
        ids.setReplayIdIfAbsent(ORDERS, ALL);
        try (TestServer server = start()) {
            publish(server, ORDERS, 1);
            try (var client = client(Kind.LONG_POLLING, server, ids)) {
                client.subscribe(ORDERS);
                client.hears(ORDERS, 1);
            }
            publish(server, ORDERS, 2, 3, 4, 5);
            try (var client = client(Kind.LONG_POLLING, server, ids)) {
                assertThat(error(client.trySubscribe(ORDERS))).matches(INVALID);
                ids.setReplayId(ORDERS, ALL);
                client.subscribe(ORDERS);
                assertThat(numbers(client.hears(ORDERS, 3))).containsExactly(3L, 4L, 5L);
            }
        }
    }

    @Test
    void isToldThatAnIdIsOfBeforeARestart() throws Exception {
        Ids ids = new Ids();
        ids.setReplayIdIfAbsent(ORDERS, ALL);
        try (TestServer first = start()) {
            publish(first, ORDERS, 1, 2);
            try (var client = client(Kind.LONG_POLLING, first, ids)) {
                client.subscribe(ORDERS);
                assertThat(numbers(client.hears(ORDERS, 2))).containsExactly(1L, 2L);
            }
        }
        try (TestServer second = start()) {
            // It did not start at the very same time.
            second.advance(Duration.ofSeconds(1));
            publish(second, ORDERS, 3);
            try (var client = client(Kind.LONG_POLLING, second, ids)) {
                assertThat(error(client.trySubscribe(ORDERS))).matches(INVALID);
                ids.setReplayId(ORDERS, ALL);
                client.subscribe(ORDERS);
                assertThat(numbers(client.hears(ORDERS, 1))).containsExactly(3L);
            }
        }
    }

    @Test
    void doesNotTouchClientsWithoutIt() throws Exception {
        try (TestServer server = start();
                var plain = CometdClient.connect(Kind.LONG_POLLING, uri(server))) {
            plain.subscribe(ORDERS);
            publish(server, ORDERS, 1);
            assertThat(plain.hears(ORDERS, 1)).containsExactly(Map.of("payload", Map.of("n", 1L)));
        }
    }

    private static String error(Message reply) {
        assertThat(reply.isSuccessful()).isFalse();
        return String.valueOf(reply.get(Message.ERROR_FIELD));
    }
}
