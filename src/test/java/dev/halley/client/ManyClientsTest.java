package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many clients in one JVM take few threads. (How much memory they take, benchmarks/run clients tells.) */
class ManyClientsTest {

    private static final int CLIENTS = 500;
    private static final int AT_ONCE = 50;
    private static final int MOST_THREADS = 12;
    private static final long PATIENCE_SECONDS = 120;

    @ParameterizedTest
    @EnumSource
    void clientsShareADozenThreads(TransportType transport) throws Exception {
        Set<Long> before = threads("HttpClient-");
        List<BayeuxClient> clients = new ArrayList<>();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch heard = new CountDownLatch(CLIENTS);
        try (HalleyServer server = HalleyServer.start("maxInterval", "120000")) {
            try {
                while (clients.size() < CLIENTS) {
                    connect(server, transport, clients, heard, failures);
                }
                Set<Long> threads = threads("HttpClient-");
                threads.removeAll(before);
                threads.addAll(threads("halley-client-"));
                threads.addAll(threads("halley-http-"));
                threads.addAll(threads("halley-listener-"));
                assertThat(threads.size()).isBetween(2, MOST_THREADS);

                clients.get(0).publish("/all", "hello");
                assertThat(heard.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .as("all hear it")
                        .isTrue();
            } finally {
                List<CompletableFuture<Boolean>> ends =
                        clients.stream().map(BayeuxClient::disconnect).toList();
                CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(ends).as("agreed ends; what failed: " + failures).allMatch(CompletableFuture::join);
            }
            assertThat(server.bayeux().sessions()).isEmpty();
        }
    }

    private static void connect(
            HalleyServer server,
            TransportType transport,
            List<BayeuxClient> clients,
            CountDownLatch heard,
            Queue<Throwable> failures)
            throws Exception {
        List<CompletableFuture<?>> steps = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            BayeuxClient client = BayeuxClient.builder(server.uri())
                    .transports(transport)
                    .maxNetworkDelay(Duration.ofSeconds(PATIENCE_SECONDS))
                    .listener(new ClientListener() {
                        @Override
                        public void failed(Throwable cause) {
                            failures.add(cause);
                        }
                    })
                    .build();
            clients.add(client);
            steps.add(client.subscribe("/all", message -> heard.countDown()));
            steps.add(client.connect());
        }
        CompletableFuture.allOf(steps.toArray(CompletableFuture[]::new)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Set<Long> threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name))
                .map(Thread::getId)
                .collect(Collectors.toSet());
    }
}
