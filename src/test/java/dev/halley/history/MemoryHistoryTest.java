package dev.halley.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.api.PublishException;
import dev.halley.config.HistoryConfig;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.Clock;
import dev.halley.spi.DeliveryHints;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the history of a server that stands alone keeps, and what it says of what it does not. */
class MemoryHistoryTest {

    private static final ChannelId A = ChannelId.of("/a");
    private static final ChannelId B = ChannelId.of("/b");
    private static final HistoryPolicy THREE = new HistoryPolicy(3, Duration.ofMinutes(1));
    private static final NodeId NODE = NodeId.random();

    private final ManualTime time = new ManualTime();
    private final RecordedEvents events = new RecordedEvents();
    private final MemoryHistory history = withBytes(1 << 20);

    private MemoryHistory withBytes(long bytes) {
        return new MemoryHistory(new HistoryConfig(List.of(), bytes, 1_000, Duration.ofMinutes(5)), time, events);
    }

    private static Publication publication(
            ChannelId channel, int number, HistoryPolicy policy, @Nullable PublishKey key) {
        return new Publication(
                        channel,
                        ChannelMessage.of(channel.toString(), RawJson.from(number)),
                        Position.NONE,
                        new Origin(NODE, 1),
                        DeliveryHints.TO_ALL)
                .keeping(new Retention(policy, key));
    }

    private static Published store(MemoryHistory history, Publication publication) {
        return history.append(publication, stored -> {}).toCompletableFuture().join();
    }

    private static Position publish(MemoryHistory history, ChannelId channel, int... numbers) {
        Position last = Position.NONE;
        for (int number : numbers) {
            last = store(history, publication(channel, number, THREE, null)).position();
        }
        return last;
    }

    private static HistoryPage since(MemoryHistory history, ChannelId channel, Position position) {
        return history.since(channel, position, 100).toCompletableFuture().join();
    }

    private static HistoryPage last(MemoryHistory history, ChannelId channel, int count) {
        return history.last(channel, count).toCompletableFuture().join();
    }

    private static Position top(MemoryHistory history, ChannelId channel) {
        return last(history, channel, 0).top();
    }

    private static List<Integer> numbers(HistoryPage page) {
        return page.messages().stream()
                .map(publication -> Integer.valueOf(
                        Objects.requireNonNull(publication.message().data()).text()))
                .toList();
    }

    private static Position back(Position position, long by) {
        return new Position(position.epoch(), position.offset() - by);
    }

    @Test
    void offsetsOfAChannelGrowByOne() {
        Position first = publish(history, A, 1);
        assertThat(publish(history, A, 2)).isEqualTo(back(first, -1));
        assertThat(first.offset()).isLessThan(1L << 53);
    }

    @Test
    void whatFollowsAPositionIsReadWithoutAGap() {
        Position first = publish(history, A, 1);
        publish(history, A, 2, 3);

        HistoryPage page = since(history, A, first);

        assertThat(page.verdict()).isEqualTo(Verdict.OK);
        assertThat(numbers(page)).containsExactly(2, 3);
        assertThat(page.messages())
                .extracting(publication -> publication.position().offset())
                .containsExactly(first.offset() + 1, first.offset() + 2);
        assertThat(page.top()).isEqualTo(back(first, -2));
        assertThat(numbers(since(history, A, page.top()))).isEmpty();
    }

    @Test
    void positionOfBeforeTheFirstMessageIsOneToGoOnFrom() {
        Position empty = top(history, A);
        publish(history, A, 1);
        assertThat(numbers(since(history, A, empty))).containsExactly(1);
    }

    @Test
    void atMostAsManyAreReadAsAreAskedFor() {
        Position empty = top(history, A);
        publish(history, A, 1, 2, 3);

        HistoryPage page = history.since(A, empty, 2).toCompletableFuture().join();

        assertThat(numbers(page)).containsExactly(1, 2);
        assertThat(page.available()).isEqualTo(3);
    }

    @Test
    void newestAreReadInTheirOrder() {
        publish(history, A, 1, 2, 3);
        assertThat(numbers(last(history, A, 2))).containsExactly(2, 3);
        assertThat(numbers(last(history, A, 9))).containsExactly(1, 2, 3);
        assertThat(last(history, A, 2).available()).isEqualTo(3);
    }

    @Test
    void whatMadeRoomIsSaidToBeEvicted() {
        Position first = publish(history, A, 1);
        publish(history, A, 2, 3, 4);
        assertThat(numbers(since(history, A, first))).containsExactly(2, 3, 4);

        publish(history, A, 5);

        assertThat(since(history, A, first).verdict()).isEqualTo(Verdict.EVICTED);
        assertThat(numbers(since(history, A, back(first, -1)))).containsExactly(3, 4, 5);
    }

    @Test
    void whatIsOlderThanItIsToBecomeIsSaidToBeExpired() {
        Position empty = top(history, A);
        publish(history, A, 1);
        time.advance(THREE.time().minusNanos(1));
        assertThat(numbers(since(history, A, empty))).containsExactly(1);

        time.advance(Duration.ofNanos(1));

        assertThat(since(history, A, empty).verdict()).isEqualTo(Verdict.EXPIRED);
        Position after = publish(history, A, 2);
        assertThat(after).isEqualTo(back(empty, -2));
    }

    @Test
    void whatWasClearedIsSaidToBeAndOffsetsGoOn() {
        Position empty = top(history, A);
        Position first = publish(history, A, 1);

        history.clear(A);

        assertThat(since(history, A, empty).verdict()).isEqualTo(Verdict.CLEARED);
        assertThat(since(history, A, first).verdict()).isEqualTo(Verdict.OK);
        assertThat(publish(history, A, 2)).isEqualTo(back(first, -1));
    }

    @Test
    void positionsThatAreNoneOfTheChannelAreToldFromEachOther() {
        Position top = publish(history, A, 1);
        assertThat(since(history, A, back(top, -1)).verdict()).isEqualTo(Verdict.AHEAD);
        assertThat(since(history, A, new Position("other", top.offset())).verdict())
                .isEqualTo(Verdict.VOID);
        assertThat(since(history, A, back(top, 2)).verdict()).isEqualTo(Verdict.VOID);
    }

    @Test
    void atTheBoundTheChannelGoesThatWasPublishedOnTheLongestAgo() {
        MemoryHistory probe = withBytes(1 << 20);
        publish(probe, A, 1);
        publish(probe, B, 1);
        long exact = probe.size().bytes();
        MemoryHistory small = withBytes(exact);
        Position ofA = publish(small, A, 1);
        Position ofB = publish(small, B, 1);
        assertThat(small.size().channels()).isEqualTo(2);

        publish(small, A, 2);

        assertThat(small.size().bytes()).isLessThanOrEqualTo(exact);
        assertThat(numbers(since(small, A, back(ofA, 1)))).containsExactly(1, 2);
        HistoryPage gone = since(small, B, ofB);
        assertThat(gone.verdict()).isEqualTo(Verdict.EVICTED);
        assertThat(gone.top().epoch()).isNotEqualTo(ofB.epoch());
        assertThat(gone.top().offset()).isGreaterThanOrEqualTo(ofB.offset());
    }

    @Test
    void keysCountAmongTheBytesThatAreBounded() {
        MemoryHistory probe = withBytes(1 << 20);
        publish(probe, A, 1);
        publish(probe, B, 1);
        MemoryHistory small = withBytes(probe.size().bytes());
        publish(small, A, 1);
        store(small, publication(B, 1, THREE, new PublishKey("k", "ann", "d")));
        assertThat(small.size().channels()).isEqualTo(1);
        assertThat(numbers(last(small, B, 5))).containsExactly(1);
    }

    @Test
    void keysThatAreForgottenMakeRoom() {
        store(history, publication(A, 1, THREE, new PublishKey("k", "ann", "d")));
        long with = history.size().bytes();
        time.advance(Duration.ofMinutes(5));
        history.sweep();
        assertThat(history.size().bytes()).isLessThan(with);
    }

    @Test
    void channelsThatWereOnlyAskedForGoFirst() {
        MemoryHistory probe = withBytes(1 << 20);
        publish(probe, A, 1);
        MemoryHistory small = withBytes(probe.size().bytes() + KeptChannel.OVERHEAD);
        Position ofA = publish(small, A, 1);
        for (int i = 0; i < 100; i++) {
            top(small, ChannelId.of("/asked/" + i));
        }
        assertThat(since(small, A, back(ofA, 1)).verdict()).isEqualTo(Verdict.OK);
        assertThat(small.size().channels()).isLessThan(3);
    }

    @Test
    void offsetsGrowOverEpochsAlsoIfTheClockStandsStill() {
        Position before = publish(history, A, 1, 2, 3);
        history.forget(A::equals);
        Position after = publish(history, A, 4);
        assertThat(after.epoch()).isNotEqualTo(before.epoch());
        assertThat(after.offset()).isGreaterThan(before.offset());
    }

    @Test
    void offsetsOfALaterServerAreHigher() {
        Position before = publish(history, A, 1, 2, 3);
        time.advance(Duration.ofMillis(1));
        assertThat(publish(withBytes(1 << 20), A, 1).offset()).isGreaterThan(before.offset());
        assertThat(Instant.parse("2060-01-01T00:00:00Z").toEpochMilli() * 1_024).isLessThan(1L << 53);
    }

    @Test
    void eachEpochIsToldOnce() {
        Position first = publish(history, A, 1);
        publish(history, A, 2);
        since(history, A, first);
        assertThat(events.named("epochBegan")).hasSize(1);
    }

    private static PublishKey key(String key, String by, String digest) {
        return new PublishKey(key, by, digest);
    }

    private Published publish(PublishKey key) {
        return store(history, publication(A, 1, THREE, key));
    }

    @Test
    void publishWithAKnownKeyIsNotStoredAgain() {
        Published first = publish(key("k", "ann", "d"));
        assertThat(first.duplicate()).isFalse();
        assertThat(publish(key("k", "ann", "d"))).isEqualTo(new Published(first.position(), true));
        assertThat(publish(key("k", "bob", "d")).duplicate()).isFalse();
        assertThat(publish(key("nk", "an", "d")).duplicate()).isFalse();
        assertThat(history.size().messages()).isEqualTo(3);
    }

    @Test
    void keyOutlivesItsMessageAndIsForgottenAfterItsTime() {
        Published first = publish(key("k", "", "d"));
        publish(history, A, 2, 3, 4);
        time.advance(Duration.ofMinutes(5).minusNanos(1));
        assertThat(publish(key("k", "", "d"))).isEqualTo(new Published(first.position(), true));
        time.advance(Duration.ofNanos(1));
        assertThat(publish(key("k", "", "d")).duplicate()).isFalse();
    }

    @Test
    void sameKeyWithOtherDataIsAConflict() {
        publish(key("k", "", "d"));
        assertThatExceptionOfType(PublishException.class)
                .isThrownBy(() -> publish(key("k", "", "e")))
                .satisfies(thrown -> assertThat(thrown.error().wire()).isEqualTo("409:publishKey:conflict"));
    }

    @Test
    void tenThousandKeysOfAChannelAreKnown() {
        MemoryHistory large = withBytes(1L << 30);
        for (int i = 0; i < PublishKeys.MOST; i++) {
            large.append(publication(A, i, THREE, key("k" + i, "", "d")), stored -> {});
        }
        assertThat(store(large, publication(A, 0, THREE, key("k0", "", "d"))).duplicate())
                .isTrue();
        large.append(publication(A, 0, THREE, key("one more", "", "d")), stored -> {});
        assertThat(store(large, publication(A, 1, THREE, key("k1", "", "d"))).duplicate())
                .isTrue();
        assertThat(store(large, publication(A, 0, THREE, key("k0", "", "d"))).duplicate())
                .isFalse();
    }

    @Test
    void sweepGivesBackWhatIsTooOld() {
        long empty = withEmpty();
        publish(history, A, 1, 2);
        publish(key("k", "", "d"));
        time.advance(Duration.ofMinutes(5));
        history.sweep();
        assertThat(history.size().messages()).isZero();
        assertThat(history.size().bytes()).isEqualTo(empty);
    }

    private long withEmpty() {
        top(history, A);
        return history.size().bytes();
    }

    @Test
    void timesOfAChannelsMessagesNeverGoBackThoughTheClockDoes() {
        List<Instant> calendar = new ArrayList<>(List.of(
                Instant.ofEpochMilli(5_000), // for the epoch
                Instant.ofEpochMilli(5_000),
                Instant.ofEpochMilli(4_000),
                Instant.ofEpochMilli(6_000)));
        Clock moved = new Clock() {
            @Override
            public long nanos() {
                return 0;
            }

            @Override
            public Instant instant() {
                return calendar.remove(0);
            }
        };
        MemoryHistory dated =
                new MemoryHistory(new HistoryConfig(List.of(), 1 << 20, 1_000, Duration.ofMinutes(5)), moved, events);
        publish(dated, A, 1, 2, 3);
        assertThat(last(dated, A, 3).messages())
                .extracting(Publication::storedMillis)
                .containsExactly(5_000L, 5_000L, 6_000L);
    }
}
