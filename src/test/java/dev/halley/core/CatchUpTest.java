package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.DeliveryMode;
import dev.halley.api.HistoryPolicy;
import dev.halley.api.OverflowPolicy;
import dev.halley.api.Position;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that is slower than a channel whose overflow policy is catch-up gets all of it from the history. */
class CatchUpTest {

    private static final String ASKS = "{\"history\":true,\"flow\":true}";

    @RegisterExtension
    final TestCores servers = new TestCores();

    private TestCore start(String history, String maxQueue) {
        return servers.start(
                "history",
                "/kept/*=" + history,
                "maxQueue",
                maxQueue,
                "messagesPerFrame",
                "1",
                "overflow",
                "/kept/*=catch-up,/old/*=drop-oldest");
    }

    private static void publish(TestCore server, int from, int to) {
        IntStream.rangeClosed(from, to)
                .forEach(number -> server.channel("/kept/a").publish(null, number));
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", ASKS, "{\"flow\":true}"})
    void aReaderOfOneInAThousandGetsEveryMessageInTheEndAndItsQueueStaysFlat(String ext) {
        TestCore server = start("20000/10m", "100");
        SlowReader reader = SlowReader.on(server, ext, "/kept/a").blocked();
        for (int round = 0; round < 10; round++) {
            publish(server, round * 1_000 + 1, (round + 1) * 1_000);
            reader.takes();
        }
        assertThat(reader.takesAll().data()).isEqualTo(numbers(1, 10_000));
        assertThat(reader.mostWaiting()).isLessThanOrEqualTo(51);
        assertThat(reader.dropped()).isZero();
        publish(server, 10_001, 10_002);
        assertThat(reader.takesAll().data()).isEqualTo(numbers(10_001, 10_002));
        assertThat(server.events().of(reader.peer().clientId())).contains("behind:/kept/a");
        assertThat(server.events().of(reader.peer().clientId()).stream().filter(word -> word.startsWith("caughtUp")))
                .isNotEmpty();
    }

    @Test
    void positionsFollowOneAnotherAsIfNothingHadBeen() {
        TestCore server = start("1000/10m", "4");
        SlowReader reader = SlowReader.on(server, ASKS, "/kept/a").blocked();
        publish(server, 1, 20);
        List<String> got = reader.takesAll().got();
        assertThat(got).hasSize(20);
        assertThat(got.subList(1, 20)).noneMatch(text -> text.contains("after") || text.contains("epoch"));
    }

    @Test
    void whatMayNotBeDroppedTakesItsRoomAndNothingIsLost() {
        TestCore server = start("1000/10m", "4");
        SlowReader reader = SlowReader.on(server, ASKS, "/kept/a", "/plain").blocked();
        publish(server, 1, 3);
        IntStream.rangeClosed(1, 4).forEach(number -> server.channel("/plain").publish(null, "p" + number));
        assertThat(reader.isThere()).isTrue();
        assertThat(reader.takesAll().data()).containsExactly("\"p1\"", "\"p2\"", "\"p3\"", "\"p4\"", "1", "2", "3");
    }

    @Test
    void aFloodThatMayBeDroppedLeavesItItsHalfOfTheQueue() {
        TestCore server = start("1000/10m", "8");
        SlowReader reader = SlowReader.on(server, "{}", "/kept/a", "/old/a").blocked();
        publish(server, 1, 20);
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < 100 && kept.size() < 20; i++) {
            IntStream.rangeClosed(1, 20)
                    .forEach(number -> server.channel("/old/a").publish(null, "o"));
            reader.takes();
            reader.data().stream().filter(data -> !data.equals("\"o\"")).forEach(kept::add);
        }
        assertThat(kept).isEqualTo(numbers(1, 20));
        reader.takesAll();
    }

    @Test
    void inAcknowledgedModeWhatIsNotAcknowledgedCounts() {
        TestCore server = start("1000/10m", "4");
        TestPeer client = server.http("b");
        client.handshakeWithEvents(ASKS);
        server.session(client).deliveryMode(DeliveryMode.ACKNOWLEDGED);
        client.connect();
        client.subscribe("/kept/a");
        client.received();
        publish(server, 1, 30);
        List<String> got = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long batch = server.session(client).batchNumber();
            server.session(client).acknowledge(batch);
            client.connect();
            got.addAll(RecoveryTexts.data(client.received()));
            assertThat(server.core().waiting(server.session(client)).messages()).isLessThanOrEqualTo(4);
        }
        assertThat(got).isEqualTo(numbers(1, 30));
    }

    @Test
    void aListenerOfTheSessionThatLeavesSomeOutLeavesThemOut() {
        TestCore server = start("1000/10m", "4");
        SlowReader reader = SlowReader.on(server, "{}", "/kept/a").blocked();
        server.session(reader.peer()).addListener((ServerSessionListener.MessageListener)
                (session, from, event) -> event.data().text().endsWith("7") ? Verdict.stop() : Verdict.pass());
        publish(server, 1, 30);
        List<String> expected = new ArrayList<>(numbers(1, 30));
        expected.removeIf(number -> number.endsWith("7"));
        assertThat(reader.takesAll().data()).isEqualTo(expected);
    }

    @Test
    void whatTheHistoryHasNoMoreIsMissedCountedAndTold() {
        TestCore server = start("10/10m", "4");
        SlowReader reader = SlowReader.on(server, "{\"flow\":true}", "/kept/a").blocked();
        publish(server, 1, 30);
        List<String> got = reader.takesAll().got();
        assertThat(got.get(1)).isEqualTo("{\"channel\":\"/kept/a\",\"data\":2,\"ext\":{\"flow\":{\"dropped\":18}}}");
        assertThat(got.get(2)).isEqualTo("{\"channel\":\"/kept/a\",\"data\":21}");
        assertThat(got).hasSize(12);
        assertThat(reader.dropped()).isEqualTo(18);
        assertThat(server.events().of(reader.peer().clientId())).contains("recoveryFailed:/kept/a:evicted");
    }

    @Test
    void aClientThatFollowsPositionsIsToldThatWhatTheHistoryHasNoMoreIsLost() {
        TestCore server = start("10/10m", "4");
        SlowReader reader = SlowReader.on(server, ASKS, "/kept/a").blocked();
        publish(server, 1, 30);
        reader.takesAll();
        publish(server, 31, 31);
        assertThat(reader.takesAll().got())
                .last()
                .asString()
                .contains("\"data\":31")
                .contains("\"lost\":true");
    }

    @Test
    void whoUnsubscribesIsNotReadForAnyMore() {
        TestCore server = start("1000/10m", "4");
        SlowReader reader = SlowReader.on(server, "{}", "/kept/a").blocked();
        publish(server, 1, 30);
        reader.peer().unsubscribe("/kept/a");
        reader.takesAll();
        assertThat(reader.data()).containsExactly("1", "2");
    }

    @Test
    void whoSubscribesAnewFromAPositionGetsWhatFollowsIt() {
        TestCore server = start("1000/10m", "8");
        SlowReader reader = SlowReader.on(server, ASKS, "/kept/a").blocked();
        publish(server, 1, 30);
        Position top = server.channel("/kept/a")
                .history()
                .position()
                .toCompletableFuture()
                .join();
        RecoveryTexts.subscribeFrom(reader.peer(), RecoveryTexts.back(top, 3));
        publish(server, 31, 40);
        assertThat(reader.takesAll().data()).endsWith(numbers(28, 40).toArray(String[]::new));
    }

    @Test
    void catchUpIsForChannelsWithHistoryAlone() {
        assertThatThrownBy(() -> servers.start("overflow", "/a/*=catch-up"))
                .hasMessageContaining("The setting 'overflow' says catch-up for /a/*, which keeps no history");
        assertThatThrownBy(
                        () -> servers.start("history", "/a/*=1/1m,/a/b=none", "overflow", "/a/**=latest,/a/*=catch-up"))
                .hasMessageContaining("/a/b");
        TestCore server = servers.start();
        assertThatThrownBy(() -> server.channel("/a").overflow(OverflowPolicy.CATCH_UP))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("use disconnect, drop-oldest, drop-newest or latest");
        server.channel("/a").history(new HistoryPolicy(1, Duration.ofMinutes(1)));
        server.channel("/a").overflow(OverflowPolicy.CATCH_UP);
        assertThatThrownBy(() -> server.channel("/a").history(HistoryPolicy.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("set another overflow policy first");
        server.channel("/a").overflow(OverflowPolicy.DISCONNECT);
        server.channel("/a").history(HistoryPolicy.NONE);
    }
}
