package dev.halley.core;

import static dev.halley.core.Events.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.config.ServerConfig;
import dev.halley.config.TransportConfig;
import dev.halley.core.link.BatchCache;
import dev.halley.core.link.Drain;
import dev.halley.core.link.FlushScheduler;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.SendTask;
import dev.halley.core.session.Outbox;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Traits;
import dev.halley.testing.ManualWorkers;
import dev.halley.testing.ScriptedConnection;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.RecordedEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DrainTest {

    private final ManualWorkers workers = new ManualWorkers();
    private final RecordedEvents events = new RecordedEvents();
    private final QueueSource source = new QueueSource();
    private final ScriptedConnection connection = ScriptedConnection.completingWhenTold();
    private @Nullable FlushScheduler scheduler;

    /** Gives what it has, one message at a time unless more are asked for. */
    private static final class QueueSource implements Drain.Source {

        Traits traits = Traits.ofDuplex(8_192, 0);
        final List<Encoded> waiting = new ArrayList<>();
        final List<Throwable> broken = new ArrayList<>();
        Runnable afterNextLook = () -> {};
        int emptyAnswers;
        long taken;
        boolean replaced;
        boolean seen;

        @Override
        public Traits traits() {
            return traits;
        }

        @Override
        public boolean takingRunsUserCode() {
            return seen;
        }

        @Override
        public @Nullable String sessionId() {
            return null;
        }

        @Override
        public List<Encoded> takeEvents(int maxLength, int maxCount, boolean force) {
            if (emptyAnswers > 0) {
                emptyAnswers--;
                return List.of();
            }
            Outbox outbox = new Outbox(1_000_000, Long.MAX_VALUE);
            waiting.forEach(outbox::offer);
            List<Encoded> given = outbox.take(outbox.rebind(), maxLength, maxCount);
            waiting.subList(0, given.size()).clear();
            taken += given.size();
            if (given.isEmpty()) {
                Runnable action = afterNextLook;
                afterNextLook = () -> {};
                action.run();
            }
            return given;
        }

        @Override
        public boolean hasTaken(long sequence) {
            return taken >= sequence;
        }

        @Override
        public boolean isReplaced() {
            return replaced;
        }

        @Override
        public void broken(Throwable cause) {
            broken.add(cause);
        }
    }

    private Drain drain(Connection to, Executor executor, Map<String, String> initParams) {
        ManualTime time = new ManualTime();
        Platform platform = new Platform(ServerConfig.of(initParams), time, time, executor, events);
        scheduler = new FlushScheduler(platform);
        TransportConfig frames = platform.config().transport("websocket");
        source.traits = Traits.ofDuplex(frames.maxFrameSize(), frames.messagesPerFrame());
        return new Drain(to, source, platform, scheduler, new BatchCache());
    }

    private Drain drain(String... keysAndValues) {
        Map<String, String> params = keysAndValues.length == 0 ? Map.of() : Map.of(keysAndValues[0], keysAndValues[1]);
        return drain(connection, workers, params);
    }

    private static Encoded reply(String id) {
        Envelope envelope = new Envelope("/service/" + id, null, null, null, Map.of());
        return Encoded.of(Reply.success(new Request.Disconnect(envelope)));
    }

    private List<List<String>> sent() {
        return connection.batches().stream()
                .map(batch -> batch.messages().stream().map(DrainTest::name).toList())
                .toList();
    }

    private static String name(Encoded message) {
        return Events.isEvent(message)
                ? "e" + Events.number(message)
                : message.message().channel().substring(9);
    }

    @Test
    void oneBatchIsInFlightAndWhatComesMeanwhileGoesTogether() {
        Drain drain = drain();
        source.waiting.add(encoded(1));
        drain.run();
        source.waiting.add(encoded(2));
        drain.run();
        source.waiting.add(encoded(3));
        drain.run();
        assertThat(sent()).containsExactly(List.of("e1"));
        connection.complete();
        assertThat(sent()).containsExactly(List.of("e1"), List.of("e2", "e3"));
        assertThat(connection.breaches()).isEmpty();
    }

    @Test
    void replyFollowsTheEventsThatWereThereBeforeIt() {
        Drain drain = drain("messagesPerFrame", "2");
        source.waiting.addAll(List.of(encoded(1), encoded(2), encoded(3)));
        drain.add(reply("a"), 3);
        drain.run();
        source.waiting.add(encoded(4));
        connection.complete();
        connection.complete();
        assertThat(sent()).containsExactly(List.of("e1", "e2"), List.of("e3", "e4"), List.of("a"));
    }

    @Test
    void frameIsFilledToItsLastCharacterAndNotBeyond() {
        Encoded event = encoded(1);
        Encoded reply = reply("a");
        int exact = event.length() + reply.length() + 3;
        for (int size : List.of(exact, exact - 1)) {
            connection.forget();
            Drain drain = drain("ws.maxFrameSize", Integer.toString(size));
            source.waiting.add(event);
            drain.add(reply, 0);
            drain.run();
            connection.complete();
            connection.complete();
            assertThat(connection.batches()).hasSize(size == exact ? 1 : 2);
            assertThat(connection.texts()).allSatisfy(text -> assertThat(text).hasSizeLessThanOrEqualTo(size));
        }
    }

    @Test
    void messageLargerThanAFrameGoesAlone() {
        Drain drain = drain("ws.maxFrameSize", "100");
        source.waiting.add(Encoded.of(Events.event(1, false, 500)));
        drain.add(reply("a"), 0);
        drain.add(reply("b".repeat(200)), 0);
        drain.add(reply("c"), 0);
        drain.run();
        while (connection.complete()) {
            // On to the next frame.
        }
        assertThat(sent()).containsExactly(List.of("e1"), List.of("a"), List.of("b".repeat(200)), List.of("c"));
    }

    @Test
    void eventsGoInOneFrameWithTheReplyThatNumbersThem() {
        Encoded event = encoded(1);
        int together = event.length() + reply("n").length() + 3;
        Drain drain = drain("ws.maxFrameSize", Integer.toString(together));
        List<Encoded> all = List.of(event, reply("n"));
        drain.add(reply("a"), 0);
        drain.addTogether(all, 0, null);
        drain.addTogether(all, 0, null);
        drain.run();
        while (connection.complete()) {
            // On to the next frame.
        }

        assertThat(sent()).containsExactly(List.of("a"), List.of("e1", "n"), List.of("e1", "n"));
    }

    @Test
    void eventsGoInOneFrameWithTheReplyThatNumbersThemThoughOneIsLargerThanAFrame() {
        Drain drain = drain("ws.maxFrameSize", "100");
        drain.addTogether(List.of(Encoded.of(Events.event(1, false, 500)), reply("n")), 0, null);
        drain.run();

        assertThat(sent()).containsExactly(List.of("e1", "n"));
    }

    @Test
    void replyThatNumbersEventsIsDroppedWithThemWhenTheyGoAgainElsewhere() {
        Drain drain = drain();
        List<String> gone = new ArrayList<>();
        drain.addTogether(List.of(encoded(1), reply("n")), 0, () -> gone.add("n"));
        drain.add(reply("a"), 0);
        source.replaced = true;
        drain.run();

        assertThat(sent()).containsExactly(List.of("a"));
        assertThat(gone).containsExactly("n");
    }

    @Test
    void whereAFrameMayHoldFewerMessagesEventsGoBeforeTheReplyThatNumbersThem() {
        Drain drain = drain("messagesPerFrame", "2");
        List<String> gone = new ArrayList<>();
        drain.addTogether(List.of(encoded(1), encoded(2), reply("n")), 0, () -> gone.add("n"));
        drain.run();
        assertThat(sent()).containsExactly(List.of("e1", "e2"));
        assertThat(gone).isEmpty();
        connection.complete();

        assertThat(sent()).containsExactly(List.of("e1", "e2"), List.of("n"));
        assertThat(gone).containsExactly("n");
    }

    @Test
    void repliesCountAmongTheMessagesOfAFrame() {
        Drain drain = drain("messagesPerFrame", "2");
        source.waiting.add(encoded(1));
        drain.add(reply("a"), 0);
        drain.add(reply("b"), 0);
        drain.run();
        connection.complete();
        assertThat(sent()).containsExactly(List.of("e1", "a"), List.of("b"));
    }

    @Test
    void connectionThatCompletesInsideSendNeitherRecursesNorKeepsTheThread() {
        connection.completeInside();
        Drain drain = drain("messagesPerFrame", "1");
        for (int i = 0; i < 100; i++) {
            source.waiting.add(encoded(i));
        }
        drain.run();
        assertThat(connection.batches()).hasSize(FlushScheduler.MAX_ROUNDS);
        assertThat(workers.waiting()).isEqualTo(1);
        drain.run();
        assertThat(connection.batches()).as("the task owns the loop").hasSize(FlushScheduler.MAX_ROUNDS);
        assertThat(workers.runOne()).isTrue();
        assertThat(connection.batches()).hasSize(100);
    }

    @Test
    void othersOfItsShardComeBeforeAConnectionsNextSixteenBatches() {
        connection.completeInside();
        Drain drain = drain(connection, workers, Map.of("messagesPerFrame", "1", "senderThreads", "1"));
        for (int i = 0; i < 100; i++) {
            source.waiting.add(encoded(i));
        }
        List<Integer> sentBefore = new ArrayList<>();
        drain.run();
        for (int i = 0; i < 2; i++) {
            scheduler.senders().send(new SendTask() {
                @Override
                public void send() {
                    sentBefore.add(connection.batches().size());
                    if (sentBefore.size() < 4) {
                        scheduler.senders().send(this);
                    }
                }

                @Override
                public @Nullable String sessionId() {
                    return null;
                }
            });
        }
        workers.runAll();
        assertThat(sentBefore).containsExactly(32, 32, 48, 48, 64);
        assertThat(connection.batches()).hasSize(100);
    }

    @Test
    void whatUserCodeSeesIsSentByAWorkerAndOnceThatTakesTasksAgain() {
        List<Runnable> taken = new ArrayList<>();
        boolean[] full = {true};
        ManualTime time = new ManualTime();
        Platform platform = new Platform(
                ServerConfig.of(Map.of()),
                time,
                time,
                task -> {
                    if (full[0]) {
                        throw new RejectedExecutionException("full");
                    }
                    taken.add(task);
                },
                events);
        Drain drain = new Drain(connection, source, platform, new FlushScheduler(platform), new BatchCache());
        source.seen = true;
        source.waiting.add(encoded(1));
        drain.run();
        source.waiting.add(encoded(2));
        connection.complete();
        assertThat(sent()).containsExactly(List.of("e1"));
        full[0] = false;
        time.advance(FlushScheduler.RETRY);
        assertThat(taken).hasSize(1);
        taken.get(0).run();
        assertThat(sent()).containsExactly(List.of("e1"), List.of("e2"));
        assertThat(connection.closedFor()).isNull();
    }

    @Test
    void whatComesBetweenHandOverAndTaskIsSent() {
        connection.completeInside();
        Drain drain = drain("messagesPerFrame", "1");
        for (int i = 0; i < FlushScheduler.MAX_ROUNDS; i++) {
            source.waiting.add(encoded(i));
        }
        drain.run();
        assertThat(source.waiting).isEmpty();
        source.waiting.add(encoded(99));
        drain.run();
        workers.runAll();
        assertThat(source.waiting).isEmpty();
        source.waiting.add(encoded(100));
        drain.run();
        assertThat(source.waiting).isEmpty();
    }

    @Test
    void whatComesWhileTheLoopHasLookedForTheLastTimeIsSent() {
        connection.completeInside();
        Drain drain = drain();
        for (int i = 0; i < 3; i++) {
            int number = i;
            source.afterNextLook = () -> {
                source.waiting.add(encoded(number));
                drain.run();
            };
            drain.run();
            assertThat(source.waiting).isEmpty();
        }
        assertThat(sent()).containsExactly(List.of("e0"), List.of("e1"), List.of("e2"));
    }

    @Test
    void nothingIsTakenForAConnectionWhoseSendFailed() {
        List<Batch> sent = new ArrayList<>();
        Connection neverSeemsClosed = new Connection() {
            @Override
            public void send(Batch batch, Completion completion) {
                sent.add(batch);
                source.waiting.add(encoded(2));
                completion.failed(new IllegalStateException("gone"));
            }

            @Override
            public void close(CloseReason reason) {}

            @Override
            public boolean isOpen() {
                return true;
            }
        };
        source.waiting.add(encoded(1));
        Drain drain = drain(neverSeemsClosed, workers, Map.of());
        drain.run();
        drain.run();
        assertThat(sent).hasSize(1);
        assertThat(source.waiting).hasSize(1);
        assertThat(source.broken).hasSize(1);
    }

    @Test
    void replyIsNotForgottenWhenWhatHeldItsEventsBackEndsJustThen() {
        Drain drain = drain();
        source.waiting.add(encoded(1));
        source.emptyAnswers = 1;
        drain.add(reply("a"), 1);
        drain.run();
        assertThat(sent()).containsExactly(List.of("e1", "a"));
    }

    @Test
    void sendThatThrowsEndsTheConnection() {
        Drain drain = drain();
        connection.throwAtNextSend(new IllegalStateException("no"));
        source.waiting.addAll(List.of(encoded(1), encoded(2)));
        drain.run();
        assertThat(source.broken).hasSize(1);
        assertThat(connection.closedFor()).isEqualTo(CloseReason.INTERNAL_ERROR);
        assertThat(events.named("transportFailed")).hasSize(1);
    }

    @Test
    void whereNoTaskCanRunAnyMoreTheConnectionEndsAndItsSourceLearnsOfIt() {
        connection.completeInside();
        Drain drain = drain(
                connection,
                task -> {
                    throw new RejectedExecutionException("stopping");
                },
                Map.of("messagesPerFrame", "1"));
        for (int i = 0; i < 20; i++) {
            source.waiting.add(encoded(i));
        }
        drain.run();
        assertThat(connection.closedFor()).isEqualTo(CloseReason.SERVER_STOPPED);
        assertThat(source.broken).hasSize(1);
        assertThat(source.waiting).hasSize(20 - FlushScheduler.MAX_ROUNDS);
    }

    @Test
    void closesWhenEverythingThatWaitedHasGone() {
        Drain drain = drain("messagesPerFrame", "1");
        source.waiting.addAll(List.of(encoded(1), encoded(2)));
        drain.run();
        drain.closeWhenDone(CloseReason.SERVER_STOPPED);
        assertThat(connection.closedFor()).isNull();
        connection.complete();
        assertThat(connection.closedFor()).isNull();
        connection.complete();
        assertThat(sent()).containsExactly(List.of("e1"), List.of("e2"));
        assertThat(connection.closedFor()).isEqualTo(CloseReason.SERVER_STOPPED);
    }
}
