package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.core.runtime.Threads;
import dev.halley.spi.ReadBoundary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients join a channel with history again and again while several threads publish there: none misses a message, or gets one twice. */
class ConcurrentRecoveryTest {

    private static final int PUBLISHERS = 3;
    private static final int MESSAGES = 1_500;
    private static final int CLIENTS = 4;
    private static final long PATIENCE_SECONDS = 120;

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nobodyMissesAMessageOrGetsItTwice(boolean listening) throws Exception {
        TestCore server = new TestCore(
                Map.of(
                        "history", "/h/a=100000/1h",
                        "maxRecovery", "100000",
                        "maxQueue", "100000",
                        "stopTimeout", "20000"),
                new Threads(workers, workers, workers),
                ReadBoundary.UNKNOWN);
        try {
            List<Future<FollowingClient>> clients = new ArrayList<>();
            AtomicInteger publishing = new AtomicInteger(PUBLISHERS);
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> follow(server, listening, publishing)));
            }
            publish(server, publishing);
            List<FollowingClient.Entry> order = messagesOf(clients.get(0));
            assertThat(numbers(order)).hasSize(PUBLISHERS * MESSAGES);
            for (Future<FollowingClient> client : clients) {
                assertThat(messagesOf(client)).hasSize(PUBLISHERS * MESSAGES).isEqualTo(order);
            }
        } finally {
            threads.shutdown();
            server.close();
            workers.shutdown();
        }
        assertThat(threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private void publish(TestCore server, AtomicInteger publishing) throws Exception {
        List<Future<?>> publishers = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            int first = i * MESSAGES;
            publishers.add(threads.submit(() -> {
                for (int n = first; n < first + MESSAGES; n++) {
                    server.channel("/h/a").publish(null, n);
                }
                publishing.decrementAndGet();
            }));
        }
        for (Future<?> publisher : publishers) {
            publisher.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static List<FollowingClient.Entry> messagesOf(Future<FollowingClient> following) throws Exception {
        FollowingClient client = following.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(client.reasons()).isEmpty();
        return client.log("/h/a").stream().filter(entry -> !entry.told()).toList();
    }

    private static Set<String> numbers(List<FollowingClient.Entry> got) {
        Set<String> numbers = new TreeSet<>();
        got.forEach(entry -> numbers.add(entry.data()));
        return numbers;
    }

    /** Subscribes from the beginning, then joins anew with its position, until it has all. */
    private static FollowingClient follow(TestCore server, boolean listening, AtomicInteger publishing)
            throws Exception {
        TestPeer peer = server.webSocket();
        ask(
                peer,
                "{\"channel\":\"/meta/handshake\",\"version\":\"1.0\",\"supportedConnectionTypes\":[\"websocket\"],"
                        + "\"ext\":{\"history\":true}}");
        return new Following(server, peer, listening, publishing).call();
    }

    private static void ask(TestPeer peer, String json) {
        peer.send(json);
    }

    /** One client on its own thread; replies come when the server's threads bring them. */
    private record Following(TestCore server, TestPeer peer, boolean listening, AtomicInteger publishing)
            implements Callable<FollowingClient> {

        @Override
        public FollowingClient call() {
            List<String> first = await();
            TestPeer known = peer.as(first.get(0).replaceFirst(".*\"clientId\":\"([^\"]*)\".*", "$1"));
            if (listening) {
                server.session(known)
                        .addListener((ServerSessionListener.MessageListener) (to, from, event) -> Verdict.pass());
            }
            FollowingClient client = new FollowingClient(known);
            client.subscribeLater("/h/a", "{\"all\":true}");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            for (int rounds = 1; !hasAll(client) && System.nanoTime() < deadline; rounds++) {
                client.readWithoutHealing();
                if (rounds % 50 == 0 && publishing.get() > 0 || client.hasGap()) {
                    client.subscribeAgainLater();
                }
                Thread.onSpinWait();
            }
            return client;
        }

        private static boolean hasAll(FollowingClient client) {
            return client.log("/h/a").stream().filter(entry -> !entry.told()).count() >= PUBLISHERS * MESSAGES;
        }

        private List<String> await() {
            List<String> got = peer.received();
            while (got.isEmpty()) {
                Thread.onSpinWait();
                got = peer.received();
            }
            return got;
        }
    }
}
