package dev.halley.interop;

import dev.halley.broker.QueueBroker;
import dev.halley.testing.JettyHost;
import dev.halley.testing.TestServer;
import dev.halley.testkit.CoreDoor;
import dev.halley.testkit.Setup;
import java.io.IOException;
import java.net.URI;

/**
 * A Halley that knows no history and shows no members, as older ones: its broker keeps none, so what clients ask for in their handshake
 * is passed over.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class OlderHalley implements AutoCloseable {

    private final TestServer server;

    private OlderHalley(TestServer server) {
        this.server = server;
    }

    /** @param port where it listens; 0 for a free one */
    public static OlderHalley start(int port) {
        Setup setup = CoreDoor.unrecorded(new Setup()).inRealTime().broker(new QueueBroker());
        return new OlderHalley(TestServer.start(new JettyHost().on(port), TestServer.WEBSOCKET, setup));
    }

    /**
     * Starts it, prints where it is, and stops when its standard input ends.
     *
     * @param settings {@code port} and its value are all that is looked at
     */
    public static void main(String[] settings) throws IOException {
        int port = 0;
        for (int i = 0; i + 1 < settings.length; i += 2) {
            port = settings[i].equals("port") ? Integer.parseInt(settings[i + 1]) : port;
        }
        try (OlderHalley halley = start(port)) {
            System.out.println("Older Halley is ready: " + halley.uri());
            while (System.in.read() >= 0) {
                // Only its end counts.
            }
        }
    }

    /** @return where clients go */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.port() + "/cometd");
    }

    @Override
    public void close() {
        server.close();
    }
}
