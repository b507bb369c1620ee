package dev.halley.testing;

import dev.halley.testkit.CoreDoor;
import dev.halley.testkit.Setup;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * A {@link TestServer} over WebSocket and long-polling in a process of its own, which is there sooner than the WAR: for tests that kill it
 * often. Where its standard input ends, it ends, so that it does not outlive the test.
 *
 * <p>Thread-safety: stateless.
 */
public final class ServerProgram {

    private ServerProgram() {}

    /** @param arguments the port, then names and values in turn, as init-params have them */
    public static void main(String[] arguments) throws IOException {
        JettyHost jetty = new JettyHost().on(Integer.parseInt(arguments[0])).idle(Duration.ofSeconds(30));
        Setup setup = CoreDoor.unrecorded(new Setup()).inRealTime();
        String[] settings = Arrays.copyOfRange(arguments, 1, arguments.length);
        TestServer server = TestServer.start(jetty, TestServer.WEBSOCKET, setup, settings);
        System.out.println("Halley is ready: " + server.uri("http").resolve("/"));
        while (System.in.read() >= 0) {
            // Nobody says anything to it.
        }
        Runtime.getRuntime().halt(0);
    }
}
