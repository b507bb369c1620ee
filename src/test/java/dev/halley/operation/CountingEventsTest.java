package dev.halley.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.protocol.CloseReason;
import dev.halley.spi.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class CountingEventsTest {

    private final CountingEvents counts = new CountingEvents();

    @Test
    void sessionsAreCountedByTheReasonOfTheirEnd() {
        counts.sessionOpened("a", "websocket");
        counts.sessionOpened("b", "websocket");
        counts.sessionClosed("a", CloseReason.EXPIRED);
        counts.sessionClosed("b", CloseReason.QUEUE_FULL);

        assertThat(counts.value(Counter.SESSIONS_OPENED)).isEqualTo(2);
        assertThat(counts.value(Counter.SESSIONS_CLOSED)).isEqualTo(2);
        assertThat(counts.closedByReason()).isEqualTo(Map.of(CloseReason.EXPIRED, 1L, CloseReason.QUEUE_FULL, 1L));
    }

    @Test
    void sweepsAreCountedAndTheLongestIsKept() {
        assertThat(counts.lastSweep()).isZero();
        counts.swept(1, 2, 5_000);
        counts.swept(3, 4, 2_000);

        assertThat(counts.value(Counter.SWEEPS)).isEqualTo(2);
        assertThat(counts.value(Counter.SESSIONS_SWEPT)).isEqualTo(4);
        assertThat(counts.value(Counter.CHANNELS_SWEPT)).isEqualTo(6);
        assertThat(counts.lastSweep()).isEqualTo(Duration.ofNanos(2_000));
        assertThat(counts.longestSweep()).isEqualTo(Duration.ofNanos(5_000));
    }

    @Test
    void theHighestWaterIsKept() {
        counts.queueHighWater("a", 4_096, 10);
        counts.queueHighWater("b", 1_024, 99);

        assertThat(counts.mostMessagesWaiting()).isEqualTo(4_096);
        assertThat(counts.mostBytesWaiting()).isEqualTo(99);
    }

    @Test
    void everySessionThatMissesAnEventCounts() {
        counts.messageDropped("a", "/a", "queue full");
        counts.eventStopped("/a", 3, "extension");
        counts.messagesLost("a", 5, CloseReason.EXPIRED);

        assertThat(counts.value(Counter.EVENTS_DROPPED)).isEqualTo(9);
    }

    @Test
    void whatASessionMissesIsCountedByItsReason() {
        counts.messageDropped("a", "/a", "queue full");
        counts.messageDropped("b", "/a", "queue full");
        counts.messageDropped("b", "/a", "listener");
        counts.eventStopped("/a", 3, "extension");

        assertThat(counts.droppedByReason()).isEqualTo(Map.of("queue full", 2L, "listener", 1L));
    }

    @Test
    void thoseThatAreBehindAndWhatTheyReadAreCounted() {
        counts.fellBehind("a", "/a");
        counts.fellBehind("b", "/a");
        counts.caughtUp("a", "/a", 7);

        assertThat(counts.value(Counter.SESSIONS_BEHIND)).isEqualTo(2);
        assertThat(counts.value(Counter.EVENTS_CAUGHT_UP)).isEqualTo(7);
    }

    @Test
    void recoveriesAreCountedWithWhatTheyBroughtAndByWhyTheyFailed() {
        counts.recovered("a", "/a", 5);
        counts.recovered("b", "/a", 0);
        counts.recoveryFailed("c", "/a", "evicted");
        counts.recoveryFailed("d", "/a", "evicted");
        counts.recoveryFailed("d", "/b", "void");
        counts.epochBegan("/b", "k3f9");
        counts.historyLost("what");
        counts.historyFailed(new IllegalStateException());

        assertThat(counts.value(Counter.HISTORY_LOSSES)).isEqualTo(1);
        assertThat(counts.value(Counter.HISTORY_FAILURES)).isEqualTo(1);
        assertThat(counts.value(Counter.RECOVERIES)).isEqualTo(2);
        assertThat(counts.value(Counter.EVENTS_RECOVERED)).isEqualTo(5);
        assertThat(counts.value(Counter.RECOVERIES_FAILED)).isEqualTo(3);
        assertThat(counts.recoveriesFailedByReason()).isEqualTo(Map.of("evicted", 2L, "void", 1L));
        assertThat(counts.value(Counter.EPOCHS_BEGUN)).isEqualTo(1);
    }

    @Test
    void whatOtherNodesMissIsCountedAndTheMostThatWaitedForOneIsKept() {
        NodeId one = new NodeId("one");
        counts.nodeQueueHighWater(one, 2_048, 70_000);
        counts.nodeQueueHighWater(new NodeId("two"), 1_024, 90_000);
        counts.nodeMissed(one, "/a", "queue full");
        counts.nodeMessageDropped(one, "malformed");
        counts.nodeMessageDropped(one, "queue full");

        assertThat(counts.mostBytesWaitingForANode()).isEqualTo(90_000);
        assertThat(counts.value(Counter.NODE_EVENTS_DROPPED)).isEqualTo(1);
        assertThat(counts.value(Counter.NODE_MESSAGES_DROPPED)).isEqualTo(2);
    }

    @Test
    void theLongestTimeWithoutALeaderIsKept() {
        assertThat(counts.longestWithoutLeader()).isZero();
        counts.leaderFound("/a", 7_000);
        counts.leaderFound("/b", 3_000);

        assertThat(counts.longestWithoutLeader()).isEqualTo(Duration.ofNanos(7_000));
    }

    @Test
    void nothingIsLostWhenManyThreadsCount() throws Exception {
        var threads = Executors.newFixedThreadPool(4);
        CountDownLatch done = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            threads.execute(() -> {
                for (int n = 0; n < 1_000; n++) {
                    counts.published("/a", 2);
                }
                done.countDown();
            });
        }
        done.await();
        threads.shutdown();

        assertThat(counts.value(Counter.EVENTS_PUBLISHED)).isEqualTo(4_000);
        assertThat(counts.value(Counter.EVENTS_DELIVERED)).isEqualTo(8_000);
    }
}
