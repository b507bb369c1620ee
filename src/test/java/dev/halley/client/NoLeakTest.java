package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.halley.testing.JettyHost;
import dev.halley.testing.Soak;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that come and go leave nothing behind: no threads, no sockets, no memory. */
class NoLeakTest {

    private static final int CYCLES = Soak.choose(1_000, 10_000) / TransportType.values().length;
    private static final int WARM_UP = 100;
    private static final long PATIENCE_SECONDS = 60;

    /** Connections that are kept for the next request, on both ends, and what is just being closed. */
    private static final int SPARE_FILES = 24;

    private static final int SPARE_THREADS = 24;

    /** Far below what one client takes. */
    private static final int BYTES_PER_CYCLE = 1_024;

    private static final int SPARE_BYTES = 4_194_304;

    private final ReferenceQueue<BayeuxClient> collected = new ReferenceQueue<>();
    private final Set<WeakReference<BayeuxClient>> clients = new HashSet<>();

    @ParameterizedTest
    @EnumSource
    void clientsThatComeAndGoLeaveNothing(TransportType transport) throws Exception {
        // What a client leaves of its connections is its own until the server ends them.
        JettyHost jetty = new JettyHost().idle(Duration.ofSeconds(2));
        try (HalleyServer server = HalleyServer.start(jetty)) {
            cycle(server, transport, WARM_UP);
            awaitCollection();
            long files = openFiles();
            int threads = Thread.activeCount();
            long bytes = usedBytes();

            cycle(server, transport, CYCLES);
            awaitCollection();

            assertThat(server.bayeux().sessions()).isEmpty();
            assertThat(Thread.activeCount()).as("threads").isLessThan(threads + SPARE_THREADS);
            assertThat(usedBytes() - bytes).as("heap").isLessThan(SPARE_BYTES + (long) CYCLES * BYTES_PER_CYCLE);
            assertThat(openFiles()).as("files").isLessThan(files + SPARE_FILES);
        }
    }

    private void cycle(HalleyServer server, TransportType transport, int cycles) throws Exception {
        for (int i = 0; i < cycles; i++) {
            CountDownLatch heard = new CountDownLatch(1);
            try (BayeuxClient client =
                    BayeuxClient.builder(server.uri()).transports(transport).build()) {
                clients.add(new WeakReference<>(client, collected));
                client.subscribe("/leak", message -> heard.countDown());
                client.connect().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                client.publish("/leak", i);
                assertThat(heard.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
                assertThat(client.disconnect().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isTrue();
            }
        }
    }

    /** Waits until nobody holds any of the clients. */
    private void awaitCollection() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!clients.isEmpty()) {
            System.gc();
            assertThat(System.nanoTime())
                    .as(clients.size() + " clients are still held by somebody")
                    .isLessThan(end);
            var gone = collected.remove(TimeUnit.SECONDS.toMillis(1));
            while (gone != null) {
                clients.remove(gone);
                gone = collected.poll();
            }
        }
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long openFiles() throws IOException {
        Path files = Path.of("/proc/self/fd");
        assumeThat(files).as("where the system shows a process's files").isDirectory();
        try (Stream<Path> open = Files.list(files)) {
            return open.count();
        }
    }
}
