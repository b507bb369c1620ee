package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.core.publish.LocalBroker;
import dev.halley.core.runtime.Threads;
import dev.halley.spi.Link;
import dev.halley.spi.ReadBoundary;
import dev.halley.testing.HeldBroker;
import dev.halley.testing.ManualWorkers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels that keep history: which they are, what publishers are told, and in which order subscribers get what is published. */
class StreamsTest {

    private static final String[] KEPT = {"history", "/kept/**=100/10m"};

    private static final Executor INLINE = Runnable::run;

    @RegisterExtension
    final TestCores servers = new TestCores();

    private static TestPeer asking(TestPeer peer) {
        assertThat(peer.handshakeWithEvents("{\"history\":true}").get(0))
                .contains("\"ext\":{\"history\":true,\"keyTtl\":300000}");
        peer.connect();
        peer.received();
        return peer;
    }

    private static Position position(TestCore server, String channel) {
        return server.core()
                .createChannel(channel)
                .publishAsync(null, 0)
                .toCompletableFuture()
                .join();
    }

    @Test
    void mostSpecificRuleCounts() {
        TestCore server = servers.start("history", "/a/**=100/10m, /a/*=5/1s, /a/b=none, /a/c = 7/2h");
        assertThat(server.channel("/a/x/y").historyPolicy()).contains(new HistoryPolicy(100, Duration.ofMinutes(10)));
        assertThat(server.channel("/a/x").historyPolicy()).contains(new HistoryPolicy(5, Duration.ofSeconds(1)));
        assertThat(server.channel("/a/b").historyPolicy()).isEmpty();
        assertThat(server.channel("/a/c").historyPolicy()).contains(new HistoryPolicy(7, Duration.ofHours(2)));
        assertThat(server.channel("/b").historyPolicy()).isEmpty();
        assertThat(server.channel("/service/a").historyPolicy()).isEmpty();
    }

    @Test
    void codeSaysWhatAChannelKeepsAndIsObeyedOverTheSetting() {
        TestCore server = servers.start(KEPT);
        server.channel("/kept/a").history(HistoryPolicy.NONE);
        server.channel("/b/*").history(new HistoryPolicy(1, Duration.ofSeconds(1)));

        assertThat(position(server, "/kept/a")).isEqualTo(Position.NONE);
        assertThat(position(server, "/b/c").offset()).isPositive();
    }

    @Test
    void historyThatWasTurnedOffAndOnBeginsAnew() {
        TestCore server = servers.start(KEPT);
        Position before = position(server, "/kept/a");
        server.channel("/kept/a").history(HistoryPolicy.NONE);
        server.channel("/kept/a").history(new HistoryPolicy(1, Duration.ofSeconds(1)));
        assertThat(position(server, "/kept/a").epoch()).isNotEqualTo(before.epoch());
    }

    @Test
    void historyIsOfBroadcastChannels() {
        TestCore server = servers.start();
        HistoryPolicy policy = new HistoryPolicy(1, Duration.ofSeconds(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.channel("/service/a").history(policy));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.channel("/a/{b}").history(policy));
    }

    @Test
    void brokerThatKeepsNothingFailsTheStartAndWhoSetsHistory() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> servers.start(new HeldBroker(), KEPT))
                .withMessage("'history' is set. Channels cannot keep history here: the broker of this server, one"
                        + " of the application's own, keeps none.");
        TestCore server = servers.start(new LocalBroker());
        assertThatIllegalStateException()
                .isThrownBy(() -> server.channel("/a").history(new HistoryPolicy(1, Duration.ofSeconds(1))))
                .withMessageContaining("Channels cannot keep history here");
    }

    @Test
    void whereNothingCanBeKeptNobodyIsToldSo() {
        TestPeer client = servers.start(new LocalBroker()).webSocket();
        assertThat(client.handshakeWithEvents("{\"history\":true}").get(0)).doesNotContain("\"ext\"");
    }

    @Test
    void whoAsksIsToldWhereThePublishStands() {
        TestCore server = servers.start(KEPT);
        TestPeer client = asking(server.webSocket());
        client.publish("/kept/a", "1");
        String first = client.received().get(0);
        Position second = position(server, "/kept/a");
        assertThat(first)
                .isEqualTo("{\"channel\":\"/kept/a\",\"successful\":true,\"ext\":{\"history\":{\"epoch\":\""
                        + second.epoch() + "\",\"offset\":" + (second.offset() - 1) + "}}}");
        client.publish("/plain", "1");
        assertThat(client.received()).containsExactly("{\"channel\":\"/plain\",\"successful\":true}");
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void whoDoesNotAskSeesNothingOfIt(Link.Kind kind) {
        TestCore server = servers.start(KEPT);
        TestPeer client = server.peer(kind);
        assertThat(client.handshake()).doesNotContain("\"ext\"");
        client.connect();
        client.received();
        client.subscribe("/kept/a");
        client.publish("/kept/a", "1");
        if (kind == Link.Kind.RESPONSE) {
            client.connect();
        }
        assertThat(client.received())
                .contains(
                        "{\"channel\":\"/meta/subscribe\",\"successful\":true,\"subscription\":\"/kept/a\"}",
                        "{\"channel\":\"/kept/a\",\"data\":1}",
                        "{\"channel\":\"/kept/a\",\"successful\":true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"true\"", "{}", "null", "[true]"})
    void handshakeThatAsksOtherwiseIsRefused(String asked) {
        TestPeer client = servers.start(KEPT).webSocket();
        client.send("""
                {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"],\
                "ext":{"history":%s}}""".formatted(asked));
        assertThat(client.received().get(0))
                .contains("\"successful\":false", "400:history:field_invalid", "\"reconnect\":\"none\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/kept/a", "/plain"})
    void whatAPublisherForgesReachesNobody(String channel) {
        TestCore server = servers.start(KEPT);
        TestPeer reader = server.webSocket().subscribedTo(channel);
        TestPeer writer = server.webSocket().connected();
        writer.send("""
                {"channel":"%s","clientId":"$","data":1,"ext":{"history":{"offset":1},"\\u0070resence":1,"flow":1,\
                "replay":true,"publishKey":"k","mine":{"history":2}}}""".formatted(channel));
        writer.send("""
                {"channel":"%s","clientId":"$","data":2,"ext":{"history":{"offset":1}}}""".formatted(channel));
        writer.send("""
                {"channel":"%s","clientId":"$","data":3,"ext":{ "mine": 1.0 }}""".formatted(channel));
        assertThat(reader.received())
                .containsExactly(
                        "{\"channel\":\"" + channel + "\",\"data\":1,\"ext\":{\"mine\":{\"history\":2}}}",
                        "{\"channel\":\"" + channel + "\",\"data\":2}",
                        "{\"channel\":\"" + channel + "\",\"data\":3,\"ext\":{ \"mine\": 1.0 }}");
    }

    @Test
    void historyOutlivesTheChannel() {
        TestCore server = servers.start(KEPT);
        Position before = position(server, "/kept/a");
        server.channel("/kept/a").remove();
        assertThat(server.core().channel("/kept/a")).isEmpty();
        assertThat(position(server, "/kept/a")).isEqualTo(new Position(before.epoch(), before.offset() + 1));
    }

    @Test
    void publishFromTheHandOverJoinsTheQueue() {
        TestCore server = servers.start(KEPT);
        List<String> got = new ArrayList<>();
        var local = server.core().newLocalSession("echo", session -> {});
        local.subscribe("/kept/a", (session, event) -> {
            int number = Integer.parseInt(event.data().text());
            got.add("begin " + number);
            if (number < 3) {
                server.channel("/kept/a").publish(null, number + 1);
            }
            got.add("end " + number);
        });
        server.channel("/kept/a").publish(null, 1);
        assertThat(got).containsExactly("begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3");
    }

    @Test
    void noMoreIsStoredThanMayWaitToBeHandedOn() {
        TestCore server = servers.start("history", "/kept/**=100/10m", "maxPendingPublishes", "2");
        List<Boolean> accepted = new ArrayList<>();
        server.events().atNext("published:/kept/a", () -> {
            if (accepted.isEmpty()) {
                for (int i = 0; i < 3; i++) {
                    accepted.add(server.channel("/kept/a").publish(null, i));
                }
            }
        });
        server.channel("/kept/a").publish(null, -1);
        assertThat(accepted).containsExactly(true, true, false);
        assertThat(server.core().pendingPublishes()).isZero();
    }

    @Test
    void publishFromAChannelsListenerIsStoredBeforeWhatItListensTo() {
        TestCore server = servers.start(KEPT);
        TestPeer reader = server.webSocket().subscribedTo("/kept/a");
        server.channel("/kept/a").addListener((ServerChannelListener.MessageListener) (from, message) -> {
            if (message.data().text().equals("1")) {
                server.channel("/kept/a").publish(null, 2);
            }
            return Verdict.pass();
        });
        server.channel("/kept/a").publish(null, 1);
        assertThat(reader.received())
                .containsExactly("{\"channel\":\"/kept/a\",\"data\":2}", "{\"channel\":\"/kept/a\",\"data\":1}");
    }

    @Test
    void subscribersGetWhatManyPublishAtOnceInOneOrder() throws Exception {
        TestCore server = servers.start("history", "/kept/*=100000/1h");
        List<TestPeer> readers = IntStream.range(0, 5)
                .mapToObj(i -> server.webSocket().subscribedTo("/kept/a"))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> publishers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int first = 1_000 * i;
                publishers.add(threads.submit(() -> IntStream.range(first, first + 1_000)
                        .forEach(n -> server.channel("/kept/a").publish(null, n))));
            }
            for (Future<?> publisher : publishers) {
                publisher.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
        List<String> order = readers.get(0).received();
        assertThat(order).hasSize(4_000).doesNotHaveDuplicates();
        assertThat(readers.subList(1, 5))
                .allSatisfy(reader -> assertThat(reader.received()).isEqualTo(order));
    }

    @Test
    void listenerOfASessionHoldsUpThatSessionAlone() {
        ManualWorkers workers = new ManualWorkers();
        AtomicBoolean held = new AtomicBoolean(true);
        TestCore server = new TestCore(
                Map.of(KEPT[0], KEPT[1]),
                new Threads(task -> (held.get() ? workers : INLINE).execute(task), INLINE, INLINE),
                ReadBoundary.UNKNOWN);
        TestPeer slow = server.webSocket().subscribedTo("/kept/a");
        TestPeer other = server.webSocket().subscribedTo("/kept/a");
        server.session(slow)
                .addListener((ServerSessionListener.MessageListener) (session, from, event) -> Verdict.pass());

        server.channel("/kept/a").publish(null, 1);
        server.channel("/kept/a").publish(null, 2);

        assertThat(other.received())
                .containsExactly("{\"channel\":\"/kept/a\",\"data\":1}", "{\"channel\":\"/kept/a\",\"data\":2}");
        assertThat(slow.received()).isEmpty();
        workers.runAll();
        assertThat(slow.received())
                .containsExactly("{\"channel\":\"/kept/a\",\"data\":1}", "{\"channel\":\"/kept/a\",\"data\":2}");
        held.set(false);
        server.close();
    }

    @Test
    void sessionWhoseListenerTakesTooLongMissesWhatItsQueueWouldNotHold() {
        ManualWorkers workers = new ManualWorkers();
        AtomicBoolean held = new AtomicBoolean(true);
        TestCore server = new TestCore(
                Map.of(KEPT[0], KEPT[1], "maxQueue", "2"),
                new Threads(task -> (held.get() ? workers : INLINE).execute(task), INLINE, INLINE),
                ReadBoundary.UNKNOWN);
        TestPeer slow = server.webSocket().subscribedTo("/kept/a");
        server.session(slow)
                .addListener((ServerSessionListener.MessageListener) (session, from, event) -> Verdict.pass());
        server.channel("/kept/a").publish(null, 1);
        server.channel("/kept/a").publish(null, 2);
        assertThat(server.knows(slow)).isTrue();

        server.channel("/kept/a").publish(null, 3);
        workers.runAll();
        assertThat(server.knows(slow)).isFalse();
        held.set(false);
        server.close();
    }
}
