package dev.halley.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.api.PublishException;
import dev.halley.config.ServerConfig;
import dev.halley.history.store.TestDisk;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.HistoryLog;
import dev.halley.spi.HistoryPage;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import dev.halley.spi.Published;
import dev.halley.spi.Retention;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.RecordedEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A history that is kept in files: what it says after a restart, and what holds while it is written. */
class StoredHistoryTest {

    private static final ChannelId A = ChannelId.of("/a");
    private static final ChannelId B = ChannelId.of("/b");
    private static final HistoryPolicy THREE = new HistoryPolicy(3, Duration.ofMinutes(10));
    private static final Origin SERVER = new Origin(NodeId.random(), Origin.SERVER);

    private final ManualTime time = new ManualTime();
    private RecordedEvents events = new RecordedEvents();
    private final Map<String, String> settings = new HashMap<>(Map.of("historyStore", "/simulated"));
    private final List<String> handedOn = new ArrayList<>();
    private TestDisk disk = new TestDisk();
    private HistoryLog history = open(disk);

    private HistoryLog open(TestDisk on) {
        disk = on;
        return TestHistories.open(on, ServerConfig.of(settings), time, events);
    }

    private void restart() {
        history.close();
        history = open(disk);
    }

    private CompletionStage<Published> append(ChannelId channel, ChannelMessage message, @Nullable PublishKey key) {
        Publication publication = new Publication(channel, message, Position.NONE, SERVER, DeliveryHints.TO_ALL)
                .keeping(new Retention(THREE, key));
        return history.append(publication, stored -> handedOn.add(text(stored)));
    }

    private CompletionStage<Published> append(ChannelId channel, int number) {
        return append(channel, ChannelMessage.of(channel.toString(), RawJson.from(number)), null);
    }

    private Position publish(ChannelId channel, int... numbers) {
        Position last = Position.NONE;
        for (int number : numbers) {
            last = append(channel, number).toCompletableFuture().join().position();
        }
        return last;
    }

    private Published publish(PublishKey key) {
        return append(A, ChannelMessage.of("/a", RawJson.from(1)), key)
                .toCompletableFuture()
                .join();
    }

    private static PublishKey key(String digest) {
        return new PublishKey("k", "ann", digest);
    }

    private HistoryPage since(ChannelId channel, Position position) {
        return history.since(channel, position, 100).toCompletableFuture().join();
    }

    private HistoryPage last(ChannelId channel) {
        return history.last(channel, 100).toCompletableFuture().join();
    }

    private static String text(Publication publication) {
        return String.valueOf(publication.message().data());
    }

    private static List<String> data(HistoryPage page) {
        return page.messages().stream().map(StoredHistoryTest::text).toList();
    }

    private static Position back(Position position, int count) {
        return new Position(position.epoch(), position.offset() - count);
    }

    private void assertUnavailable(CompletionStage<?> stage) {
        assertThat(stage).isCompletedExceptionally();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> stage.toCompletableFuture().join())
                .satisfies(thrown -> assertThat(
                                ((PublishException) thrown.getCause()).error().wire())
                        .isEqualTo("503::history_unavailable"));
    }

    @Test
    void allFieldsOfAMessageSurviveARestart() {
        ChannelMessage message = new ChannelMessage(
                "/a",
                null,
                RawJson.parse("{\"text\":\"Grüße, 世界 \\ud83d\\ude00\"}"),
                RawJson.parse("{\"x\":1}"),
                null,
                Map.of("extra", RawJson.parse("[1,2]")),
                false);
        append(A, message, null);

        restart();

        assertThat(last(A).messages()).singleElement().satisfies(stored -> {
            assertThat(stored.message().data()).isEqualTo(message.data());
            assertThat(stored.message().ext()).isEqualTo(message.ext());
            assertThat(stored.message().others()).isEqualTo(message.others());
        });
    }

    @Test
    void topOfAQuietChannelStaysThePositionOfWhoHasAll() {
        Position top = publish(A, 1);
        restart();
        restart();
        assertThat(since(A, top).verdict()).isEqualTo(Verdict.OK);
        assertThat(last(A).top()).isEqualTo(top);
        assertThat(events.named("epochBegan")).hasSize(1);
    }

    @Test
    void positionsOfSeveralRunsAreGoneOnFrom() {
        Position first = publish(A, 1);
        restart();
        Position second = publish(A, 2);
        restart();
        Position third = publish(A, 3);

        assertThat(data(since(A, first))).containsExactly("2", "3");
        assertThat(data(since(A, second))).containsExactly("3");
        assertThat(data(since(A, third))).isEmpty();
        assertThat(since(A, new Position(first.epoch(), second.offset())).verdict())
                .isEqualTo(Verdict.VOID);
        assertThat(since(A, last(A).before()).available()).isEqualTo(3);
        publish(A, 4, 5);
        assertThat(data(since(A, second))).containsExactly("3", "4", "5");
        assertThat(since(A, first).verdict()).isNotEqualTo(Verdict.OK);
    }

    @Test
    void restoredBackupLeadsNobodyPastWhatItLacks() {
        publish(A, 1);
        history.close();
        TestDisk backup = disk.afterDeath();
        history = open(disk);
        Position lost = publish(A, 2, 3);

        history = open(backup);
        publish(A, 4, 5, 6);

        assertThat(since(A, lost).verdict()).isEqualTo(Verdict.VOID);
    }

    @Test
    void whyMessagesAreGoneIsStillKnown() {
        Position first = publish(A, 1);
        publish(A, 2, 3, 4, 5);
        Position ofB = publish(B, 1);
        publish(B, 2);
        history.clear(B).toCompletableFuture().join();
        restart();
        assertThat(since(A, first).verdict()).isEqualTo(Verdict.EVICTED);
        assertThat(since(B, ofB).verdict()).isEqualTo(Verdict.CLEARED);
    }

    @Test
    void whatIsTooOldExpiresAtTheRestartAndAfterIt() {
        Position first = publish(A, 1);
        time.advance(Duration.ofMinutes(6));
        publish(A, 2);
        history.close();
        time.advance(Duration.ofMinutes(4));
        history = open(disk);
        assertThat(since(A, back(first, 1)).verdict()).isEqualTo(Verdict.EXPIRED);
        assertThat(data(since(A, first))).containsExactly("2");
        time.advance(Duration.ofMinutes(6));
        history.sweep();
        assertThat(since(A, first).verdict()).isEqualTo(Verdict.EXPIRED);
    }

    @Test
    void whatWasClearedForgottenOrEvictedDoesNotComeBack() {
        publish(A, 1);
        history.clear(A).toCompletableFuture().join();
        Position ofB = publish(B, 1);
        history.forget(B::equals);
        time.advance(Duration.ofMillis(1));
        restart();
        assertThat(data(last(A))).isEmpty();
        assertThat(since(B, ofB).verdict()).isEqualTo(Verdict.VOID);
        assertThat(publish(B, 2).offset()).isGreaterThan(ofB.offset());
    }

    @Test
    void leastRecentlyPublishedChannelGoesFirstAfterARestartToo() {
        Position ofA = publish(A, 1);
        time.advance(Duration.ofSeconds(1));
        Position ofB = publish(B, 1);
        long both = history.size().bytes();
        history.close();
        settings.put("maxHistoryBytes", String.valueOf(both - 1));
        history = open(disk);
        assertThat(since(B, ofB).verdict()).isEqualTo(Verdict.OK);
        assertThat(since(A, ofA).verdict()).isNotEqualTo(Verdict.OK);
        assertThat(history.size().bytes()).isLessThan(both);
    }

    @Test
    void channelThatKeepsNothingAnyMoreBeginsAnew() {
        Position before = publish(A, 1);
        restart();
        history.notKept(A);
        restart();
        assertThat(since(A, before).verdict()).isNotEqualTo(Verdict.OK);
    }

    @Test
    void keySurvivesUntilItsTimeIsOver() {
        Published first = publish(key("d"));
        publish(A, 2, 3, 4);
        history.close();
        time.advance(Duration.ofMinutes(4));
        history = open(disk);
        assertThat(publish(key("d"))).isEqualTo(new Published(first.position(), true));
        assertThatExceptionOfType(PublishException.class).isThrownBy(() -> publish(key("e")));
        time.advance(Duration.ofMinutes(1));
        assertThat(publish(key("d")).duplicate()).isFalse();
    }

    @Test
    void deathOfTheProcessLosesNothing() {
        Position first = publish(A, 1);
        publish(A, 2);
        history = open(disk.afterDeath());
        assertThat(data(since(A, first))).containsExactly("2");
        assertThat(events.named("historyLost")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 0.7, 1})
    void powerCutIsToldAndLeadsNobodyPastWhatIsLost(double kept) {
        settings.put("historySync", "interval(1s)");
        Position first = publish(A, 1);
        time.advance(Duration.ofSeconds(1));
        Position second = publish(A, 2);

        history = open(disk.afterPowerCut(kept));

        assertThat(events.named("historyLost")).isNotEmpty();
        assertThat(since(A, first).verdict()).isEqualTo(Verdict.VOID);
        assertThat(since(A, second).verdict()).isEqualTo(Verdict.VOID);
        Position third = publish(A, 3);
        assertThat(third.offset()).isGreaterThan(second.offset());
        assertThat(data(last(A))).startsWith("1").endsWith("3");
        assertThat(since(A, last(A).before()).messages()).hasSize(1);
        publish(A, 4, 5);
        assertThat(data(last(A))).containsExactly("3", "4", "5");
        restart();
        assertThat(data(since(A, third))).containsExactly("4", "5");
        assertThat(since(A, second).verdict()).isEqualTo(Verdict.VOID);
    }

    @Test
    void powerCutLosesNothingThatWasForced() {
        settings.put("historySync", "always");
        history = open(new TestDisk());
        Position first = publish(A, 1);
        Position second = publish(A, 2);
        history = open(disk.afterPowerCut(0));
        assertThat(data(since(A, first))).containsExactly("2");
        assertThat(publish(A, 3).offset()).isEqualTo(second.offset() + 1);
    }

    @Test
    void whereverTheLogEndsNobodyIsLedPastWhatIsLost() {
        Position first = publish(A, 1);
        int before = disk.length();
        Position second = publish(A, 2);
        Position third = publish(A, 3);
        TestDisk whole = disk;
        for (int length = whole.length(); length >= before; length--) {
            events = new RecordedEvents();
            history = open(whole.cutTo(length));
            publish(A, 4);
            for (Position position : List.of(first, second, third)) {
                HistoryPage page = since(A, position);
                List<String> all = List.of("2", "3", "4");
                int from = (int) (position.offset() - first.offset());
                if (page.verdict() == Verdict.OK) {
                    assertThat(data(page)).as("cut to %d", length).isEqualTo(all.subList(from, 3));
                } else {
                    assertThat(events.named("historyLost"))
                            .as("cut to %d", length)
                            .isNotEmpty();
                }
            }
        }
        assertThat(since(A, first).verdict()).isEqualTo(Verdict.VOID);
    }

    @Test
    void whatIsNotWrittenIsNeitherReadNorHandedOn() {
        publish(A, 1);
        disk.stall();
        CompletionStage<Published> second = append(A, 2);
        CompletionStage<Published> third = append(A, 3);
        CompletionStage<Void> cleared = history.clear(A);
        CompletionStage<Published> fourth = append(A, 4);
        assertThat(second).isNotDone();
        assertThat(handedOn).containsExactly("1");
        assertThat(data(last(A))).containsExactly("1");
        assertThat(history.storage().waiting()).isEqualTo(3);

        disk.goOn();

        assertThat(third).isCompleted();
        assertThat(cleared).isCompleted();
        assertThat(fourth).isCompleted();
        assertThat(handedOn).containsExactly("1", "2", "3", "4");
        assertThat(data(last(A))).containsExactly("4");
        assertThat(history.storage().waiting()).isZero();
        restart();
        assertThat(data(last(A))).containsExactly("4");
    }

    @Test
    void newestMessageCanBeReadWhileTheNextIsWritten() {
        publish(A, 1, 2, 3);
        disk.stall();
        append(A, 4);
        assertThat(data(last(A))).containsExactly("1", "2", "3");
        disk.goOn();
        assertThat(data(last(A))).containsExactly("2", "3", "4");
        restart();
        assertThat(data(last(A))).containsExactly("2", "3", "4");
    }

    @Test
    void repeatedPublishWaitsForTheFirst() {
        disk.stall();
        CompletionStage<Published> first = append(A, ChannelMessage.of("/a", RawJson.from(1)), key("d"));
        CompletionStage<Published> second = append(A, ChannelMessage.of("/a", RawJson.from(1)), key("d"));
        assertThat(second).isNotDone();
        assertThat(history.published(A, key("d"))).isNotDone();
        assertThat(history.published(A, key("e"))).isCompletedExceptionally();
        assertThatExceptionOfType(PublishException.class)
                .isThrownBy(() -> append(A, ChannelMessage.of("/a", RawJson.from(1)), key("e")));
        disk.goOn();
        Position position = first.toCompletableFuture().join().position();
        assertThat(second.toCompletableFuture().join()).isEqualTo(new Published(position, true));
        assertThat(handedOn).hasSize(1);
    }

    @Test
    void evictedChannelStillHandsOnWhatWasOnItsWay() {
        Position before = publish(A, 1);
        disk.stall();
        CompletionStage<Published> second = append(A, 2);
        history.forget(A::equals);
        CompletionStage<Published> third = append(A, 3);
        disk.goOn();
        assertThat(second).isCompleted();
        assertThat(handedOn).containsExactly("1", "2", "3");
        assertThat(third.toCompletableFuture().join().position().offset()).isGreaterThan(before.offset() + 1);
        restart();
        assertThat(data(last(A))).containsExactly("3");
    }

    @Test
    void soManyMayWaitAndNoMore() {
        settings.put("maxPendingPublishes", "2");
        history = open(new TestDisk());
        disk.stall();
        append(A, 1);
        append(B, 2);
        assertThatExceptionOfType(PublishException.class)
                .isThrownBy(() -> append(A, 3))
                .satisfies(thrown -> assertThat(thrown.error().wire()).isEqualTo("503::history_unavailable"));
        disk.goOn();
        assertThat(append(A, 3)).isCompleted();
    }

    @Test
    void bytesThatMayWaitAreBounded() {
        settings.put("maxHistoryBytes", "3000");
        history = open(new TestDisk());
        disk.stall();
        ChannelMessage large = ChannelMessage.of("/a", RawJson.from("x".repeat(3_000)));
        append(A, large, null);
        assertThatExceptionOfType(PublishException.class).isThrownBy(() -> append(A, large, null));
        disk.goOn();
    }

    @Test
    void diskThatFailsRefusesPublishesAndIsRead() {
        Position first = publish(A, 1);
        publish(A, 2);
        disk.fail();
        assertUnavailable(append(A, ChannelMessage.of("/a", RawJson.from(3)), key("d")));
        assertThat(handedOn).containsExactly("1", "2");
        assertThatExceptionOfType(PublishException.class).isThrownBy(() -> append(A, 4));
        assertThat(data(since(A, first))).containsExactly("2");
        assertThat(events.named("historyFailed")).hasSize(1);
        assertThat(history.storage().failure()).contains("No space left on device");
        assertThat(history.clear(A)).isCompletedExceptionally();
        assertThat(data(last(A))).isEmpty();
        history.sweep();
        history.forget(A::equals);
        history.close();
    }

    @Test
    void writerThatEndsByAnErrorRefusesPublishesAndIsTold() {
        publish(A, 1);
        disk.stall();
        CompletionStage<Published> second = append(A, 2);
        CompletionStage<Published> third = append(A, 3);
        disk.breakWriter();
        disk.goOn();
        assertUnavailable(second);
        assertUnavailable(third);
        assertThatExceptionOfType(PublishException.class)
                .isThrownBy(() -> append(A, 4))
                .satisfies(thrown -> assertThat(thrown.error().wire()).isEqualTo("503::history_unavailable"));
        assertThat(events.named("historyFailed")).hasSize(1);
        assertThat(history.storage().failure()).contains("simulated");
    }

    @Test
    void messageThatIsTooLongForTheFilesCostsItsChannelOnly() {
        Position first = publish(A, 1);
        publish(B, 1);
        String tooLong = "x".repeat(65 << 20);
        assertUnavailable(append(A, ChannelMessage.of("/a", RawJson.from(tooLong)), null));
        assertThat(events.failures()).hasSize(1);
        Position second = publish(A, 2);
        assertThat(second.offset()).isGreaterThan(first.offset());
        assertThat(since(A, first).verdict()).isNotEqualTo(Verdict.OK);
        assertThat(data(last(B))).containsExactly("1");
        restart();
        assertThat(data(last(A))).containsExactly("2");
    }

    @Test
    void figuresSayWhatWasWritten() {
        settings.put("historySync", "always");
        history = open(new TestDisk());
        publish(A, 1, 2);
        assertThat(history.storage().directory()).isEqualTo("/simulated");
        assertThat(history.storage().appends()).isEqualTo(2);
        assertThat(history.storage().bytes()).isPositive();
        assertThat(history.storage().forces()).isGreaterThanOrEqualTo(2);
        assertThat(history.storage().lost()).isEmpty();
    }

    @Test
    void messageOfANewerVersionStopsTheStart() {
        history.close();
        TestDisk newer = new TestDisk();
        newer.writeUnreadableEntry(A.toString());
        assertThatIllegalStateException()
                .isThrownBy(() -> open(newer))
                .withMessageContaining("'historyStore'")
                .withMessageContaining("newer version");
    }
}
