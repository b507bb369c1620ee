package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.HistoryConsumer;
import dev.halley.api.HistoryEntry;
import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.api.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients of several nodes on channels with history: whatever node they are on, they get the same messages, at the same positions. */
class ClusteredHistoryTest {

    private static final Pattern POSITION = Pattern.compile("\"epoch\":\"([^\"]+)\",\"offset\":([0-9]+)");

    private TestCluster cluster;

    private void start(int nodes) {
        start(nodes, () -> new Setup().setting("history", "/kept/**=100/10m"));
    }

    private void start(int nodes, Supplier<Setup> setup) {
        cluster = TestCluster.start(nodes, setup);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private TestClient client(int node) {
        return asking(cluster.server(node));
    }

    private static TestClient asking(InProcessServer server) {
        TestClient client = server.client().handshake("{\"history\":true}").connect();
        client.received();
        return client;
    }

    /** @return the reply */
    private String subscribe(TestClient client, String channel, String wish) {
        client.send("[{\"channel\":\"/meta/subscribe\",\"clientId\":\"" + client.clientId() + "\",\"subscription\":\""
                + channel + "\",\"ext\":{\"history\":{" + wish + "}}}]");
        return await(client, "/meta/subscribe");
    }

    /** @return where it stands */
    private Position publish(TestClient client, String channel, String data, String ext) {
        client.send("[{\"channel\":\"" + channel + "\",\"clientId\":\"" + client.clientId()
                + "\",\"id\":\"p\",\"data\":" + data + ",\"ext\":{" + ext + "}}]");
        return position(await(client, "\"id\":\"p\""));
    }

    private static Position position(String text) {
        Matcher found = POSITION.matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return new Position(found.group(1), Long.parseLong(found.group(2)));
    }

    private String await(TestClient client, String text) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.addAll(client.received());
            if (all.stream().anyMatch(message -> message.contains(text))) {
                return String.join("", all);
            }
            cluster.advance(Duration.ofMillis(100));
        }
        throw new AssertionError("No " + text + " in " + all);
    }

    private static String json(Position position) {
        return "{\"epoch\":\"" + position.epoch() + "\",\"offset\":" + position.offset() + "}";
    }

    private <T> T get(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        for (int i = 0; i < 100 && !future.isDone(); i++) {
            cluster.advance(Duration.ofMillis(100));
        }
        assertThat(future).isDone();
        return future.join();
    }

    @Test
    void subscribersOfAllNodesGetWhatIsPublishedOnAnyAtItsPosition() {
        start(3);
        List<TestClient> readers = Stream.of(0, 1, 2).map(this::client).toList();
        readers.forEach(reader -> subscribe(reader, "/kept/a", ""));
        Position first = publish(client(0), "/kept/a", "1", "");
        Position second = publish(client(1), "/kept/a", "2", "");
        assertThat(second).isEqualTo(new Position(first.epoch(), first.offset() + 1));
        for (TestClient reader : readers) {
            assertThat(String.join("", reader.received()))
                    .contains("\"data\":1", "\"offset\":" + first.offset())
                    .contains("\"data\":2", "\"offset\":" + second.offset());
        }
    }

    @Test
    void subscriberByAPatternGetsWhatIsPublishedElsewhere() {
        start(2);
        TestClient reader = client(0);
        subscribe(reader, "/kept/*", "");
        publish(client(1), "/kept/a", "1", "");
        assertThat(reader.dataOn("/kept/a")).containsExactly("1");
    }

    @Test
    void whoIsSlowerThanWhatIsPublishedElsewhereReadsItFromTheLog() {
        start(2, () -> new Setup()
                .setting("history", "/kept/**=100/10m")
                .setting("maxQueue", "10")
                .setting("overflow", "/kept/**=catch-up"));
        List<TestClient> readers = Stream.of(0, 1).map(this::client).toList();
        readers.forEach(reader -> subscribe(reader, "/kept/a", ""));
        TestClient publisher = client(1);
        List<String> all =
                IntStream.rangeClosed(1, 50).mapToObj(Integer::toString).toList();
        Runnable publishAll = () -> all.forEach(data -> publish(publisher, "/kept/a", data, ""));
        for (TestClient reader : readers) {
            Runnable next = publishAll;
            publishAll = () -> reader.session().orElseThrow().batch(next);
        }
        publishAll.run();
        cluster.advance(Duration.ofSeconds(1));
        for (TestClient reader : readers) {
            assertThat(reader.dataOn("/kept/a")).isEqualTo(all);
        }
    }

    @Test
    void clientOfANodeThatIsLostRecoversOnAnother() {
        start(3);
        TestClient reader = client(0);
        Position joined = position(subscribe(reader, "/kept/a", ""));
        publish(client(1), "/kept/a", "1", "");
        assertThat(reader.dataOn("/kept/a")).containsExactly("1");
        cluster.stop(cluster.server(0));
        Position second = publish(client(0), "/kept/a", "2", "");
        TestClient again = client(1);
        String told =
                subscribe(again, "/kept/a", "\"/kept/a\":" + json(new Position(joined.epoch(), joined.offset() + 1)));
        assertThat(told).contains("\"recovered\":true", "\"count\":1", "\"offset\":" + second.offset());
        cluster.advance(Duration.ofSeconds(1));
        assertThat(told + again.received()).contains("\"data\":2").doesNotContain("\"data\":1");
    }

    @Test
    void publishThatIsRepeatedOnAnotherNodeEntersTheStreamOnce() {
        start(3);
        Position first = publish(client(0), "/kept/a", "1", "\"publishKey\":\"k\"");
        cluster.stop(cluster.server(0));
        for (int node = 0; node < 2; node++) {
            TestClient other = client(node);
            assertThat(publish(other, "/kept/a", "1", "\"publishKey\":\"k\"")).isEqualTo(first);
        }
        assertThat(get(cluster.server(0)
                                .bayeux()
                                .createChannel("/kept/a")
                                .history()
                                .last(9, Integer.class))
                        .entries())
                .hasSize(1);
    }

    @Test
    void whoseSideLostAMergeIsToldAndRecoversAll() {
        start(3);
        List<TestClient> readers = Stream.of(0, 1, 2).map(this::client).toList();
        List<Position> joined = readers.stream()
                .map(reader -> position(subscribe(reader, "/kept/a", "")))
                .toList();
        publish(client(0), "/kept/a", "1", "");
        cluster.split(cluster.server(2));
        cluster.advance(Duration.ofSeconds(1));
        publish(client(0), "/kept/a", "\"larger\"", "");
        publish(client(2), "/kept/a", "\"smaller\"", "");
        readers.forEach(TestClient::received);
        cluster.heal();
        cluster.advance(Duration.ofSeconds(5));
        publish(client(1), "/kept/a", "\"later\"", "");
        cluster.advance(Duration.ofSeconds(2));
        assertThat(String.join("", readers.get(0).received())).doesNotContain("\"lost\":true");
        assertThat(String.join("", readers.get(2).received())).contains("\"lost\":true");
        String told = subscribe(
                readers.get(2),
                "/kept/a",
                "\"/kept/a\":"
                        + json(new Position(joined.get(0).epoch(), joined.get(0).offset() + 1)));
        cluster.advance(Duration.ofSeconds(1));
        assertThat(told + readers.get(2).received()).contains("\"recovered\":true", "larger", "smaller", "later");
    }

    @Test
    void whatOneNodeSaysIsKeptAllKeep() {
        start(2, Setup::new);
        cluster.server(0).bayeux().createChannel("/said/*").history(new HistoryPolicy(5, Duration.ofMinutes(1)));
        assertThat(cluster.server(1).bayeux().createChannel("/said/a").historyPolicy())
                .contains(new HistoryPolicy(5, Duration.ofMinutes(1)));
        TestClient reader = client(0);
        subscribe(reader, "/said/a", "");
        assertThat(publish(client(1), "/said/a", "1", "").offset()).isPositive();
        assertThat(reader.dataOn("/said/a")).containsExactly("1");
    }

    @Test
    void consumerGetsWhatIsPublishedOnAnotherNode() {
        start(2);
        List<Integer> consumed = new ArrayList<>();
        HistoryConsumer<Integer> consumer = (HistoryEntry<Integer> entry) -> consumed.add(entry.data());
        Registration registration = cluster.server(0)
                .bayeux()
                .createChannel("/kept/a")
                .history()
                .consume(Position.NONE, Integer.class, consumer);
        publish(client(1), "/kept/a", "1", "");
        publish(client(0), "/kept/a", "2", "");
        cluster.advance(Duration.ofSeconds(1));
        assertThat(consumed).containsExactly(1, 2);
        registration.close();
    }

    @Test
    void smallerPartThatRefusesStoresAndTellsNothing() {
        cluster = TestCluster.start(3, () -> new Setup().setting("history", "/kept/**=100/10m"));
        cluster.refuseInSplits(3);
        Position first = publish(client(0), "/kept/a", "1", "");
        cluster.split(cluster.server(2));
        cluster.advance(Duration.ofSeconds(1));
        TestClient apart = client(2);
        apart.send("[{\"channel\":\"/kept/a\",\"clientId\":\"" + apart.clientId() + "\",\"id\":\"p\",\"data\":1}]");
        assertThat(await(apart, "\"id\":\"p\"")).contains("503::cluster_minority");
        assertThat(subscribe(apart, "/kept/a", "\"/kept/a\":" + json(first))).contains("\"error\":\"503::");
        assertThat(publish(client(0), "/kept/a", "2", "").offset()).isEqualTo(first.offset() + 1);
    }
}
