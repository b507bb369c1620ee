package dev.halley.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halley.api.Position;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.Broker;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the server may expect of every {@link Broker}. The test of a broker extends this, and says how one is made.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public abstract class BrokerContract {

    private static final int MANY = 1_000;
    private static final int PUBLISHERS = 4;
    private static final long PATIENCE_SECONDS = 30;

    private final NodeId node = NodeId.random();
    private final BlockingQueue<Publication> received = new LinkedBlockingQueue<>();
    private Broker broker;

    /** @return a broker of a server that stands alone, not started yet */
    protected abstract Broker newBroker() throws Exception;

    @BeforeEach
    final void make() throws Exception {
        broker = newBroker();
    }

    @AfterEach
    final void stop() {
        broker.stop();
    }

    private Publication publication(long session, String channel, int number) {
        return new Publication(
                ChannelId.of(channel),
                ChannelMessage.of(channel, RawJson.from(number)),
                Position.NONE,
                new Origin(node, session),
                DeliveryHints.TO_ALL);
    }

    private Publication next() throws InterruptedException {
        Publication next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(next, "The receiver has not been told of a publication.");
        return next;
    }

    private static Published await(CompletionStage<Published> stage) throws Exception {
        assertNotNull(stage, "publish returns a stage.");
        Published published = stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(published, "The stage is completed with what was published.");
        return published;
    }

    @Test
    final void whatIsPublishedIsReceivedOnceAsItIs() throws Exception {
        broker.start(received::add);
        Publication first = publication(1, "/a", 1);
        Publication second = publication(Origin.SERVER, "/b", 2);
        await(broker.publish(first));
        await(broker.publish(second));
        Publication gotFirst = next();
        Publication gotSecond = next();
        List<Publication> got = new ArrayList<>(List.of(gotFirst, gotSecond));
        assertTrue(got.stream().anyMatch(publication -> isSame(first, publication)), () -> first + " is not in " + got);
        assertTrue(
                got.stream().anyMatch(publication -> isSame(second, publication)), () -> second + " is not in " + got);
        assertTrue(received.isEmpty(), () -> "More came than was published: " + received);
    }

    /** A channel may keep history: then it has another position. */
    private static boolean isSame(Publication published, Publication received) {
        return published.channel().equals(received.channel())
                && published.message().equals(received.message())
                && published.origin().equals(received.origin())
                && published.hints().equals(received.hints());
    }

    @Test
    final void onAChannelWithoutHistoryThereIsNoPosition() throws Exception {
        broker.start(received::add);
        assertEquals(Published.PLAIN, await(broker.publish(publication(1, "/a", 1))));
    }

    @Test
    final void publicationsOfOneOriginOnOneChannelKeepTheirOrder() throws Exception {
        broker.start(received::add);
        for (int i = 0; i < MANY; i++) {
            broker.publish(publication(1, "/a", i));
        }
        for (int i = 0; i < MANY; i++) {
            assertEquals(RawJson.from(i), next().message().data());
        }
    }

    @Test
    final void publishersAtTheSameTimeEachKeepTheirOrder() throws Exception {
        broker.start(received::add);
        CompletableFuture<?>[] publishers = IntStream.rangeClosed(1, PUBLISHERS)
                .mapToObj(session -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < MANY; i++) {
                        broker.publish(publication(session, "/a", i));
                    }
                }))
                .toArray(CompletableFuture<?>[]::new);
        int[] expected = new int[PUBLISHERS + 1];
        for (int i = 0; i < PUBLISHERS * MANY; i++) {
            Publication next = next();
            int session = (int) next.origin().session();
            assertEquals(RawJson.from(expected[session]++), next.message().data(), "of publisher " + session);
        }
        CompletableFuture.allOf(publishers).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    final void receiverMayPublish() throws Exception {
        broker.start(publication -> {
            received.add(publication);
            if (publication.channel().toString().equals("/question")) {
                broker.publish(publication(Origin.SERVER, "/answer", 2));
            }
        });
        await(broker.publish(publication(1, "/question", 1)));
        List<String> channels =
                List.of(next().channel().toString(), next().channel().toString());
        assertTrue(channels.containsAll(List.of("/question", "/answer")), channels::toString);
    }

    @Test
    final void afterItsStopNobodyGetsAnything() throws Exception {
        broker.start(received::add);
        await(broker.publish(publication(1, "/a", 1)));
        next();
        broker.stop();
        try {
            await(broker.publish(publication(1, "/a", 2)));
        } catch (ExecutionException | IllegalStateException refused) {
            // A broker that has stopped may say so.
        }
        assertTrue(received.isEmpty(), () -> "After the stop there came " + received);
    }
}
