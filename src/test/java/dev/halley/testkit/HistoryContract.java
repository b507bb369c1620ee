package dev.halley.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.api.PublishException;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.Broker;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.History;
import dev.halley.spi.HistoryPage;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import dev.halley.spi.Published;
import dev.halley.spi.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the server may expect of every {@link Broker} whose channels keep {@link History}. The test of such a broker extends this, and says
 * how one is made.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public abstract class HistoryContract {

    private static final int PUBLISHERS = 4;
    private static final int EACH = 250;
    private static final long PATIENCE_SECONDS = 30;
    private static final ChannelId CHANNEL = ChannelId.of("/kept/a");
    private static final HistoryPolicy ALL = new HistoryPolicy(PUBLISHERS * EACH, Duration.ofHours(1));

    private final NodeId node = NodeId.random();
    private final BlockingQueue<Publication> enqueued = new LinkedBlockingQueue<>();
    private final BlockingQueue<ChannelId> handedOver = new LinkedBlockingQueue<>();
    private Broker broker;
    private History history;

    /** @return a broker of a server that stands alone, not started yet */
    protected abstract Broker newBroker() throws Exception;

    @BeforeEach
    final void make() throws Exception {
        broker = newBroker();
        history = broker.history();
        assertNotNull(history, "the history of its channels");
        broker.start(new Broker.Receiver() {
            @Override
            public void received(Publication publication) {
                throw new IllegalStateException("What was stored goes through the queue of its channel.");
            }

            @Override
            public void enqueue(Publication publication) {
                enqueued.add(publication);
            }

            @Override
            public void handOver(ChannelId channel) {
                handedOver.add(channel);
            }
        });
    }

    @AfterEach
    final void stop() {
        broker.stop();
    }

    private Publication publication(int number, HistoryPolicy policy, @Nullable PublishKey key) {
        return new Publication(
                CHANNEL,
                ChannelMessage.of(CHANNEL.toString(), RawJson.from(number)),
                Position.NONE,
                new Origin(node, 1),
                DeliveryHints.TO_ALL,
                new Retention(policy, key));
    }

    private Published publish(int number) throws Exception {
        return publish(number, ALL, null);
    }

    private Published publish(int number, HistoryPolicy policy, @Nullable PublishKey key) throws Exception {
        return get(broker.publish(publication(number, policy, key)));
    }

    private static <T> T get(CompletionStage<T> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static List<String> data(HistoryPage page) {
        return page.messages().stream()
                .map(publication -> String.valueOf(publication.message().data()))
                .toList();
    }

    private static void assertRun(List<Publication> publications) {
        for (int i = 1; i < publications.size(); i++) {
            assertEquals(
                    publications.get(i - 1).position().offset() + 1,
                    publications.get(i).position().offset(),
                    "offsets grow by one");
            assertEquals(
                    publications.get(i - 1).position().epoch(),
                    publications.get(i).position().epoch());
        }
    }

    @Test
    final void whatIsPublishedIsEnqueuedWithItsPositionAndHandedOver() throws Exception {
        Published published = publish(1);

        Publication stored = enqueued.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(stored);
        assertEquals(published.position(), stored.position());
        assertEquals(CHANNEL, handedOver.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertTrue(published.position().offset() > 0 && published.position().offset() < 1L << 53);
    }

    @Test
    final void whatManyThreadsPublishIsEnqueuedInTheOrderOfItsOffsets() throws Exception {
        List<Thread> publishers = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            Thread publisher = new Thread(() -> {
                for (int n = 0; n < EACH; n++) {
                    broker.publish(publication(n, ALL, null));
                }
            });
            publishers.add(publisher);
            publisher.start();
        }
        for (Thread publisher : publishers) {
            publisher.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        }
        List<Publication> order = new ArrayList<>();
        while (order.size() < PUBLISHERS * EACH) {
            Publication next = enqueued.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertNotNull(next, "after " + order.size());
            order.add(next);
        }
        assertRun(order);
        HistoryPage page = get(history.last(CHANNEL, PUBLISHERS * EACH));
        assertRun(page.messages());
        assertEquals(PUBLISHERS * EACH, page.messages().size());
    }

    @Test
    final void whatFollowsAPositionIsReadUpToTheTop() throws Exception {
        Position before = get(history.last(CHANNEL, 0)).top();
        publish(1);
        Position second = publish(2).position();
        Position top = publish(3).position();

        HistoryPage all = get(history.since(CHANNEL, before, 10));
        assertEquals(Verdict.OK, all.verdict());
        assertEquals(List.of("1", "2", "3"), data(all));
        assertEquals(top, all.top());
        assertRun(all.messages());
        assertEquals(List.of("3"), data(get(history.since(CHANNEL, second, 10))));
        assertEquals(List.of(), data(get(history.since(CHANNEL, top, 10))));
        HistoryPage some = get(history.since(CHANNEL, before, 2));
        assertEquals(List.of("1", "2"), data(some));
        assertEquals(3, some.available());
    }

    @Test
    final void newestAreReadInTheirOrder() throws Exception {
        publish(1);
        publish(2);
        publish(3);
        assertEquals(List.of("2", "3"), data(get(history.last(CHANNEL, 2))));
        assertEquals(3, get(history.last(CHANNEL, 2)).available());
    }

    @Test
    final void whatMadeRoomIsTold() throws Exception {
        HistoryPolicy two = new HistoryPolicy(2, Duration.ofHours(1));
        Position first = publish(1, two, null).position();
        publish(2, two, null);
        publish(3, two, null);
        assertEquals(List.of("2", "3"), data(get(history.since(CHANNEL, first, 10))));
        publish(4, two, null);
        HistoryPage page = get(history.since(CHANNEL, first, 10));
        assertEquals(Verdict.EVICTED, page.verdict());
        assertEquals(List.of(), page.messages());
    }

    @Test
    final void whatIsClearedIsGoneAndOffsetsGoOn() throws Exception {
        Position first = publish(1).position();
        Position second = publish(2).position();
        get(history.clear(CHANNEL));
        assertEquals(Verdict.CLEARED, get(history.since(CHANNEL, first, 10)).verdict());
        assertEquals(Verdict.OK, get(history.since(CHANNEL, second, 10)).verdict());
        assertEquals(second.offset() + 1, publish(3).position().offset());
    }

    @Test
    final void positionsOfElsewhereAndBeyondTheTopAreTold() throws Exception {
        Position top = publish(1).position();
        assertEquals(
                Verdict.AHEAD,
                get(history.since(CHANNEL, new Position(top.epoch(), top.offset() + 1), 10))
                        .verdict());
        assertEquals(
                Verdict.VOID,
                get(history.since(CHANNEL, new Position("elsewhere", top.offset()), 10))
                        .verdict());
    }

    @Test
    final void channelThatWasForgottenBeginsAHigherEpoch() throws Exception {
        Position before = publish(1).position();
        history.forget(CHANNEL::equals);
        Position after = publish(2).position();
        assertNotEquals(before.epoch(), after.epoch());
        assertTrue(after.offset() > before.offset());
        assertNotEquals(Verdict.OK, get(history.since(CHANNEL, before, 10)).verdict());
    }

    @Test
    final void publishWithAKnownKeyIsStoredOnce() throws Exception {
        PublishKey key = new PublishKey("k", "ann", "digest");
        Published first = publish(1, ALL, key);
        Published second = publish(1, ALL, key);
        assertEquals(new Published(first.position(), true), second);
        assertEquals(second, get(history.published(CHANNEL, key)).orElseThrow());
        assertEquals(1, get(history.last(CHANNEL, 10)).available());
        assertEquals(1, enqueued.size());
    }

    @Test
    final void knownKeyWithOtherDataIsRefused() throws Exception {
        publish(1, ALL, new PublishKey("k", "ann", "digest"));
        ExecutionException refused =
                assertThrows(ExecutionException.class, () -> publish(2, ALL, new PublishKey("k", "ann", "other")));
        assertTrue(refused.getCause() instanceof PublishException);
        assertEquals(1, get(history.last(CHANNEL, 10)).available());
    }
}
