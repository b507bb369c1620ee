package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.session.CoreSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.testing.ScriptedConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads at once. More rounds with {@code -Dhalley.rounds=1000}. */
class ConcurrentDeliveryTest {

    private static final int ROUNDS = Integer.getInteger("halley.rounds", 40);
    private static final int PUBLISHERS = 3;
    private static final int SESSIONS = 6;
    private static final int EVENTS = 60;
    private static final long PATIENCE_SECONDS = 60;

    private final ExecutorService workers = Executors.newFixedThreadPool(3);
    private final ExecutorService network = Executors.newFixedThreadPool(2);
    private final ExecutorService clients = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        workers.shutdownNow();
        network.shutdownNow();
        clients.shutdownNow();
    }

    private static String data(int publisher, int number) {
        return "\"" + publisher + ":" + number + "\"";
    }

    /** Every publisher's events, exactly once and in their order. */
    private static void assertComplete(List<Encoded> messages, int publishers, int each) {
        Map<Integer, Integer> next = new HashMap<>();
        for (Encoded message : messages) {
            if (message.message() instanceof ChannelMessage event) {
                String[] parts = event.data().string().split(":");
                int publisher = Integer.parseInt(parts[0]);
                assertThat(Integer.parseInt(parts[1])).isEqualTo(next.getOrDefault(publisher, 0));
                next.merge(publisher, 1, Integer::sum);
            }
        }
        for (int publisher = 0; publisher < publishers; publisher++) {
            assertThat(next.get(publisher)).isEqualTo(each);
        }
    }

    private void together(List<Runnable> tasks) throws InterruptedException, ExecutionException, TimeoutException {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        for (Runnable task : tasks) {
            running.add(clients.submit(() -> {
                go.await();
                task.run();
                return null;
            }));
        }
        go.countDown();
        for (Future<?> future : running) {
            future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private ScriptedConnection connection(int i) {
        return i % 2 == 0 ? ScriptedConnection.completingInside() : ScriptedConnection.completingOn(network);
    }

    @Test
    void everythingPublishedReachesEverySocketOnceAndInItsPublishersOrder() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            TestCore rig = new TestCore(Map.of("ws.messagesPerFrame", Integer.toString(round % 3)), workers);
            List<Wire> sockets = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                Wire socket = rig.socket(connection(i + round));
                CoreSession session = rig.handshake(socket);
                socket.says(TestCore.connect(session)).says(TestCore.subscribe(session, "/chat"));
                sockets.add(socket);
            }
            List<Runnable> publishers = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                publishers.add(publisher(rig, i, rig.socket(connection(i))));
            }
            together(publishers);
            for (Wire socket : sockets) {
                socket.connection().awaitMessages(3 + PUBLISHERS * EVENTS);
                assertThat(socket.connection().breaches()).isEmpty();
                assertComplete(socket.connection().messages(), PUBLISHERS, EVENTS);
            }
            rig.assertNothingFailed();
        }
    }

    /** Publishes over a socket of its own, and sees that every publish is answered. */
    private static Runnable publisher(TestCore rig, int publisher, Wire socket) {
        CoreSession session = rig.handshake(socket);
        socket.connection().awaitMessages(1);
        return () -> {
            for (int i = 0; i < EVENTS; i++) {
                socket.says("{'channel':'/chat','data':" + data(publisher, i) + ",'clientId':'" + session.id()
                        + "','id':'" + i + "'}");
            }
            socket.connection().awaitMessages(1 + EVENTS);
            assertThat(socket.replies()).hasSize(1 + EVENTS);
        };
    }

    @Test
    void everythingPublishedReachesEveryPollingClientOnceAndInItsPublishersOrder() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            TestCore rig = new TestCore(Map.of("maxSessionsPerBrowser", "-1"), workers);
            List<Runnable> tasks = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                CoreSession session = rig.polling();
                rig.core().createChannel("/chat").subscribe(session);
                int number = i;
                tasks.add(() -> pollUntilComplete(rig, session, number));
            }
            for (int i = 0; i < PUBLISHERS; i++) {
                int publisher = i;
                tasks.add(() -> {
                    for (int n = 0; n < EVENTS; n++) {
                        rig.core().createChannel("/chat").publish(null, RawJson.parse(data(publisher, n)));
                    }
                });
            }
            together(tasks);
            rig.assertNothingFailed();
        }
    }

    private void pollUntilComplete(TestCore rig, CoreSession session, int number) {
        List<Encoded> all = new ArrayList<>();
        int events = 0;
        while (events < PUBLISHERS * EVENTS) {
            Wire poll = rig.exchange(connection(number));
            poll.says(TestCore.connect(session));
            poll.connection().awaitMessages(1);
            assertThat(poll.connection().batches()).hasSize(1);
            all.addAll(poll.connection().messages());
            events = (int) all.stream()
                    .filter(message -> message.message() instanceof ChannelMessage)
                    .count();
        }
        assertComplete(all, PUBLISHERS, EVENTS);
    }

    @Test
    void socketsThatFollowEachOtherGetEverythingBetweenThem() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            TestCore rig = new TestCore(Map.of(), workers);
            CountDownLatch sent = new CountDownLatch(4 * EVENTS);
            List<Wire> sockets = new ArrayList<>();
            sockets.add(countingSocket(rig, sent));
            CoreSession session = rig.handshake(sockets.get(0));
            sockets.get(0).says(TestCore.connect(session));
            Runnable publisher = () -> {
                for (int n = 0; n < 4 * EVENTS; n++) {
                    session.deliver(null, ChannelMessage.of("/chat", RawJson.parse(data(0, n))));
                }
            };
            Runnable client = () -> {
                for (int i = 0; i < 20; i++) {
                    // What completes inside send is never in flight when the next one comes: nothing may be lost.
                    Wire next = countingSocket(rig, sent);
                    sockets.add(next.says(TestCore.connect(session)));
                }
            };
            together(List.of(publisher, client));
            assertThat(sent.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            List<Integer> numbers = new ArrayList<>();
            for (Wire socket : sockets) {
                for (Encoded message : socket.connection().messages()) {
                    if (message.message() instanceof ChannelMessage event) {
                        numbers.add(Integer.parseInt(event.data().string().substring(2)));
                    }
                }
            }
            assertThat(numbers).hasSize(4 * EVENTS).doesNotHaveDuplicates();
            rig.assertNothingFailed();
        }
    }

    private static Wire countingSocket(TestCore rig, CountDownLatch events) {
        Wire socket = rig.socket(ScriptedConnection.completingInside());
        socket.connection().onSend(batch -> batch.messages().stream()
                .filter(message -> message.message() instanceof ChannelMessage)
                .forEach(message -> events.countDown()));
        return socket;
    }

    @Test
    void batchesByOtherThreadsForgetNoReplyAndNoEvent() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            TestCore rig = new TestCore(Map.of(), workers);
            Wire socket = rig.socket(connection(round));
            CoreSession session = rig.handshake(socket);
            Runnable batches = () -> {
                for (int n = 0; n < EVENTS; n++) {
                    int number = n;
                    session.batch(() -> session.deliver(
                            null,
                            ChannelMessage.of("/chat", RawJson.parse(data(0, number)))
                                    .withLazy(number % 2 == 0)));
                }
                // The last one may not be left to the timer.
                session.deliver(null, ChannelMessage.of("/chat", RawJson.parse(data(0, EVENTS))));
            };
            Runnable requests = () -> {
                for (int i = 0; i < EVENTS; i++) {
                    socket.says(TestCore.publish(session, "p" + i));
                }
            };
            together(List.of(batches, requests));
            socket.connection().awaitMessages(1 + EVENTS + EVENTS + 1);
            assertComplete(socket.connection().messages(), 1, EVENTS + 1);
            assertThat(socket.replies()).hasSize(1 + EVENTS);
            rig.assertNothingFailed();
        }
    }

    @Test
    void hundredThousandEventsOverAConnectionThatCompletesInsideSendOverflowNoStack() {
        TestCore rig = new TestCore(Map.of("messagesPerFrame", "1", "maxQueue", "1000000"), workers);
        ScriptedConnection connection = ScriptedConnection.completingWhenTold();
        Wire socket = rig.socket(connection);
        CoreSession session = rig.handshake(socket);
        connection.complete();
        socket.says(TestCore.connect(session));
        for (int i = 0; i < 100_000; i++) {
            session.deliver(null, ChannelMessage.of("/chat", RawJson.parse(data(0, i))));
        }
        connection.completeInside();
        connection.complete();
        connection.awaitMessages(100_002);
        assertComplete(connection.messages(), 1, 100_000);
        rig.assertNothingFailed();
    }

    @Test
    void hundredThousandEventsOverAConnectionThatCompletesElsewhereArriveInOrder() {
        TestCore rig = new TestCore(Map.of("messagesPerFrame", "1", "maxQueue", "1000000"), workers);
        Wire socket = rig.socket(ScriptedConnection.completingOn(network));
        CoreSession session = rig.handshake(socket);
        socket.says(TestCore.connect(session));
        for (int i = 0; i < 100_000; i++) {
            session.deliver(null, ChannelMessage.of("/chat", RawJson.parse(data(0, i))));
        }
        socket.connection().awaitMessages(100_002);
        assertThat(socket.connection().breaches()).isEmpty();
        assertComplete(socket.connection().messages(), 1, 100_000);
        rig.assertNothingFailed();
    }
}
