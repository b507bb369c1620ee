package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.client.BackOff;
import dev.halley.client.BayeuxClient;
import dev.halley.client.ClientListener;
import dev.halley.client.TransportType;
import dev.halley.testing.FreePorts;
import dev.halley.testing.Soak;
import dev.halley.war.RunningWar;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the server, with SIGKILL, and starts it again: the Java client is always back, and subscribed again. */
class ClientComesBackIT {

    private static final int RESTARTS = Soak.choose(2, 10);
    private static final long PATIENCE_SECONDS = 180;
    private static final String CHANNEL = "/news";
    private static final BackOff QUICK = BackOff.of(Duration.ofMillis(50), Duration.ofMillis(500));

    /** For what a killed server leaves behind. */
    @TempDir
    private Path temporary;

    /** A client and what it has heard. */
    private static final class Reader implements ClientListener, AutoCloseable {

        private final BlockingQueue<String> again = new LinkedBlockingQueue<>();
        private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
        private final BayeuxClient client;

        private Reader(URI uri, TransportType transport) throws Exception {
            client = BayeuxClient.builder(uri)
                    .transports(transport)
                    .backOff(QUICK)
                    .listener(this)
                    .build();
            client.connect().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            client.subscribe(CHANNEL, Integer.class, heard::add).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void resubscribed(String channel) {
            again.add(channel);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    @Test
    void readersAreBackAfterEachRestart() throws Exception {
        int port = FreePorts.one();
        URI uri = URI.create("http://localhost:" + port + "/cometd");
        RunningWar server = start(port);
        List<Reader> readers = new ArrayList<>();
        try {
            for (TransportType transport : TransportType.values()) {
                readers.add(new Reader(uri, transport));
            }
            for (int restart = 1; restart <= RESTARTS; restart++) {
                server.kill();
                server.close();
                server = start(port);
                for (Reader reader : readers) {
                    assertThat(reader.again.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                            .as("subscribed again after restart " + restart)
                            .isEqualTo(CHANNEL);
                }
                try (BayeuxClient publisher = BayeuxClient.builder(uri).build()) {
                    publisher.connect().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    publisher.publish(CHANNEL, restart).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                }
                for (Reader reader : readers) {
                    assertThat(reader.heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                            .isEqualTo(restart);
                }
            }
        } finally {
            readers.forEach(Reader::close);
            server.close();
        }
    }

    private RunningWar start(int port) {
        RunningWar server = RunningWar.run(
                RunningWar.builtWar(),
                List.of("-Djava.io.tmpdir=" + temporary),
                List.of("--port", Integer.toString(port)));
        assertThat(server.address()).hasPort(port);
        return server;
    }
}
