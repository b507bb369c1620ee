package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerChannel;
import dev.halley.interop.CometdServer;
import dev.halley.json.RawJson;
import dev.halley.testing.Soak;
import dev.halley.testing.UnsteadyLine;
import dev.halley.testing.UnsteadyLine.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A client and a server with history: what is missed comes, once and in order, or is told to be lost. */
class ClientHistoryTest {

    private static final String CHANNEL = "/orders/42";
    private static final int MESSAGES = Soak.choose(60, 5_000);

    /** Less may be under way than the longest-lived connections can carry. */
    private static final int AHEAD = 5;

    private static final Trouble TROUBLE = new Trouble(1_000, 12_000, Duration.ofMillis(3));

    private static final String[] HISTORY = {"history", "/orders/*=5000/10m", "maxRecovery", "5000"};

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static BayeuxClient client(HalleyServer server, TransportType transport) {
        return BayeuxClient.builder(server.uri())
                .transports(transport)
                .backOff(BackOff.of(Duration.ofMillis(1), Duration.ofMillis(20)))
                .build();
    }

    private static void publish(HalleyServer server, int... numbers) {
        server.bayeux().createChannel(CHANNEL, created -> {});
        ServerChannel channel = server.bayeux().channel(CHANNEL).orElseThrow();
        IntStream.of(numbers).forEach(number -> channel.publish(null, number));
    }

    @ParameterizedTest
    @EnumSource(TransportType.class)
    void newestMessagesComeFirstAndThenWhatIsPublished(TransportType transport) throws Exception {
        Inbox<Integer> inbox = new Inbox<>();
        Inbox<Recovery> recovered = new Inbox<>();
        try (HalleyServer server = HalleyServer.start(HISTORY);
                BayeuxClient client = client(server, transport)) {
            publish(server, 1, 2, 3, 4);
            await(client.connect());
            await(client.subscribe(
                    CHANNEL,
                    HistoryOptions.last(2).onRecovered(recovered),
                    message -> inbox.accept(message.dataAs(Integer.class))));
            assertThat(recovered.next().count()).isEqualTo(2);
            publish(server, 5);
            assertThat(inbox.next(3)).containsExactly(3, 4, 5);
        }
    }

    @ParameterizedTest
    @EnumSource(TransportType.class)
    void whatWasPublishedWhileAClientWasAwayComesWhenItIsBack(TransportType transport) throws Exception {
        Inbox<Integer> inbox = new Inbox<>();
        try (HalleyServer server = HalleyServer.start(HISTORY);
                BayeuxClient client = client(server, transport)) {
            await(client.connect());
            await(client.subscribe(CHANNEL, Integer.class, inbox));
            publish(server, 1);
            assertThat(inbox.next()).isEqualTo(1);
            await(client.abort());
            publish(server, 2, 3);
            await(client.connect());
            publish(server, 4);
            assertThat(inbox.next(3)).containsExactly(2, 3, 4);
        }
    }

    @Test
    void nextRunOfTheProgramGoesOnWhereTheLastHasEnded() throws Exception {
        Inbox<Message> inbox = new Inbox<>();
        try (HalleyServer server = HalleyServer.start(HISTORY)) {
            Map<String, Position> stored;
            try (BayeuxClient first = client(server, TransportType.WEBSOCKET)) {
                await(first.connect());
                await(first.subscribe(CHANNEL, inbox));
                publish(server, 1);
                assertThat(inbox.next().position()).isEqualTo(first.positions().of(CHANNEL));
                stored = first.positions().all();
            }
            publish(server, 2);
            try (BayeuxClient next = client(server, TransportType.LONG_POLLING)) {
                next.positions().restore(stored);
                await(next.connect());
                await(next.subscribe("/orders/*", inbox));
                assertThat(inbox.next().data()).contains(RawJson.from(2));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TransportType.class)
    void restartOfAServerThatForgetsIsTold(TransportType transport) throws Exception {
        Inbox<Integer> inbox = new Inbox<>();
        Inbox<String> lost = new Inbox<>();
        HalleyServer server = HalleyServer.start(HISTORY);
        try (BayeuxClient client = client(server, transport)) {
            await(client.connect());
            await(client.subscribe(
                    CHANNEL,
                    HistoryOptions.live().onLost(recovery -> lost.accept(recovery.reason())),
                    message -> inbox.accept(message.dataAs(Integer.class))));
            publish(server, 1);
            assertThat(inbox.next()).isEqualTo(1);
            int port = server.port();
            server.close();
            server = HalleyServer.startOn(port, HISTORY);
            assertThat(lost.next()).isEqualTo("void");
            publish(server, 2);
            assertThat(inbox.next()).isEqualTo(2);
        } finally {
            server.close();
        }
    }

    @Test
    void publishTellsItsPositionAndThatItWasThereAlready() throws Exception {
        try (HalleyServer server = HalleyServer.start(HISTORY);
                BayeuxClient client = client(server, TransportType.WEBSOCKET)) {
            await(client.connect());
            Message first = await(client.publish(CHANNEL, "paid", "order 4711"));
            Message second = await(client.publish(CHANNEL, "paid", "order 4711"));
            assertThat(first.position()).isPresent();
            assertThat(first.isDuplicate()).isFalse();
            assertThat(second.position()).isEqualTo(first.position());
            assertThat(second.isDuplicate()).isTrue();
        }
    }

    @Test
    void serverOfCometdIsAskedForNothingThatItDoesNotKnow() throws Exception {
        Inbox<Integer> inbox = new Inbox<>();
        Inbox<String> lost = new Inbox<>();
        try (CometdServer server = CometdServer.start();
                BayeuxClient client = BayeuxClient.builder(server.uri()).build()) {
            await(client.connect());
            await(client.subscribe(
                    CHANNEL,
                    HistoryOptions.last(3).onLost(recovery -> lost.accept(recovery.reason())),
                    message -> inbox.accept(message.dataAs(Integer.class))));
            assertThat(await(client.publish(CHANNEL, 1)).position()).isEmpty();
            assertThat(inbox.next()).isEqualTo(1);
            assertThat(lost.rest()).isEmpty();
        }
    }

    /** Without the ack extension; publishes have keys, as the first one is known to be stored. */
    @ParameterizedTest
    @CsvSource({"WEBSOCKET,120000", "LONG_POLLING,120000", "WEBSOCKET,1", "LONG_POLLING,1"})
    void nothingIsMissedOrTwiceOverUnsteadyLinesOnBothSides(TransportType transport, String maxInterval)
            throws Exception {
        Inbox<Integer> inbox = new Inbox<>();
        Inbox<Recovery> lost = new Inbox<>();
        Semaphore room = new Semaphore(AHEAD);
        Semaphore unanswered = new Semaphore(AHEAD);
        String[] settings = {HISTORY[0], HISTORY[1], HISTORY[2], HISTORY[3], "maxInterval", maxInterval};
        try (HalleyServer server = HalleyServer.start(settings);
                UnsteadyLine toSubscriber = new UnsteadyLine(server.uri(), MESSAGES);
                UnsteadyLine toPublisher = new UnsteadyLine(server.uri(), MESSAGES + 1);
                BayeuxClient publisher = behind(toPublisher, transport);
                BayeuxClient subscriber = behind(toSubscriber, transport)) {
            await(publisher.connect());
            await(subscriber.connect());
            await(subscriber.subscribe(CHANNEL, HistoryOptions.live().onLost(lost), message -> {
                inbox.accept(message.dataAs(Integer.class));
                room.release();
            }));
            await(publisher.publish(CHANNEL, 0));
            assertThat(inbox.next()).isZero();
            toSubscriber.disturb(TROUBLE);
            toPublisher.disturb(TROUBLE);
            for (int i = 1; i <= MESSAGES; i++) {
                assertThat(room.tryAcquire(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .as("it goes on at %d", i)
                        .isTrue();
                assertThat(unanswered.tryAcquire(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .as("it goes on to publish at %d", i)
                        .isTrue();
                publisher.publish(CHANNEL, i).thenRun(unanswered::release);
            }
            List<Integer> heard = inbox.next(MESSAGES);
            assertThat(heard).doesNotHaveDuplicates().hasSize(MESSAGES).contains(1, MESSAGES);
            assertThat(lost.rest()).isEmpty();
        }
        assertThat(inbox.rest()).isEmpty();
    }

    private static BayeuxClient behind(UnsteadyLine line, TransportType transport) {
        return BayeuxClient.builder(line.uri())
                .transports(transport)
                .backOff(BackOff.of(Duration.ofMillis(1), Duration.ofMillis(20)))
                .build();
    }
}
