package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.Soak;
import dev.halley.testing.UnsteadyLine;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Forty clients whose server refuses connections for a while, and forty whose connections are cut at random, anywhere, the
 * upgrade included: within a minute all of them are on WebSocket again.
 */
class OutageIT {

    private static final int CLIENTS = 40;
    private static final int FEWEST_REFUSALS = 4;
    private static final Duration REFUSED = Duration.ofSeconds(Soak.choose(0, 15));
    private static final int FEWEST_FAILURES = CLIENTS * Soak.choose(3, 20);
    private static final long MINUTE = 60;
    private static final long PATIENCE_SECONDS = 120;
    private static final UnsteadyLine.Trouble TROUBLE = new UnsteadyLine.Trouble(100, 900, Duration.ofMillis(1));

    /** Something has happened to one of the clients. */
    private final Semaphore news = new Semaphore(0);

    private final class Watched implements ClientListener, AutoCloseable {

        private final AtomicInteger failures = new AtomicInteger();
        private final BayeuxClient client;
        private volatile TransportType transport = TransportType.WEBSOCKET;
        private volatile long lastFailure;

        private Watched(URI uri) {
            BayeuxClientBuilder builder = BayeuxClient.builder(uri).listener(this);
            if (REFUSED.isZero()) {
                BackOff quick = BackOff.of(Duration.ofMillis(50), Duration.ofSeconds(1));
                builder.backOff(quick).probe(quick);
            }
            client = builder.build();
        }

        @Override
        public void stateChanged(ClientState from, ClientState to) {
            news.release();
        }

        @Override
        public void transportChanged(TransportType from, TransportType to, TransportReason reason) {
            transport = to;
            news.release();
        }

        @Override
        public void failed(Throwable cause) {
            lastFailure = System.nanoTime();
            failures.incrementAndGet();
            news.release();
        }

        private boolean isOnWebSocket() {
            return client.state() == ClientState.CONNECTED && transport == TransportType.WEBSOCKET;
        }

        @Override
        public void close() {
            client.abort();
        }

        @Override
        public String toString() {
            return client.state() + " " + transport + " " + failures;
        }
    }

    private List<Watched> connected(URI uri) throws Exception {
        List<Watched> all =
                IntStream.range(0, CLIENTS).mapToObj(i -> new Watched(uri)).toList();
        CompletableFuture.allOf(all.stream().map(one -> one.client.connect()).toArray(CompletableFuture[]::new))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        await("connected", PATIENCE_SECONDS, all, Watched::isOnWebSocket);
        return all;
    }

    private void await(String what, long seconds, List<Watched> all, Predicate<Watched> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!all.stream().allMatch(condition)) {
            assertThat(news.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS))
                    .as("%s within %d s: %s", what, seconds, all)
                    .isTrue();
        }
    }

    @Test
    void allAreOnWebSocketWithinAMinuteAfterConnectionsWereRefused() throws Exception {
        HalleyServer server = HalleyServer.start();
        int port = server.port();
        List<Watched> all = List.of();
        try {
            all = connected(server.uri());
            server.close();
            long closed = System.nanoTime();
            await(
                    "refused",
                    PATIENCE_SECONDS,
                    all,
                    one -> one.failures.get() >= FEWEST_REFUSALS && one.lastFailure - closed >= REFUSED.toNanos());
            server = HalleyServer.startOn(port);
            await("on WebSocket again", MINUTE, all, Watched::isOnWebSocket);
        } finally {
            all.forEach(Watched::close);
            server.close();
        }
    }

    @Test
    void allAreOnWebSocketWithinAMinuteAfterConnectionsWereCutAtRandom() throws Exception {
        List<Watched> all = List.of();
        try (HalleyServer server = HalleyServer.start();
                UnsteadyLine line = new UnsteadyLine(server.uri(), CLIENTS)) {
            try {
                all = connected(line.uri());
                line.disturb(TROUBLE);
                line.cut();
                AtomicInteger failures = new AtomicInteger();
                List<Watched> watched = all;
                await("cut", PATIENCE_SECONDS, all, one -> {
                    failures.set(watched.stream()
                            .mapToInt(each -> each.failures.get())
                            .sum());
                    return failures.get() >= FEWEST_FAILURES;
                });
                line.calm();
                await("on WebSocket again", MINUTE, all, Watched::isOnWebSocket);
            } finally {
                all.forEach(Watched::close);
            }
        }
    }
}
