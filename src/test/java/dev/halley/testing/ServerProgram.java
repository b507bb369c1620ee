package dev.halley.testing;

import dev.halley.testkit.CoreDoor;
import dev.halley.testkit.Setup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.Arrays;

/**
 * A {@link TestServer} over WebSocket and long-polling in a process of its own, which is there sooner than the WAR: for tests that kill it
 * often. It starts when it is told to by a line on its standard input, and is quick then, since it has started one before. Where its standard
 * input ends, it ends, so that it does not outlive the test.
 *
 * <p>Thread-safety: stateless.
 */
public final class ServerProgram {

    private ServerProgram() {}

    /** @param arguments the port, then names and values in turn, as init-params have them */
    public static void main(String[] arguments) throws IOException {
        start(new JettyHost()).close();
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
        if (orders.readLine() != null) {
            JettyHost jetty = new JettyHost().on(Integer.parseInt(arguments[0])).idle(Duration.ofSeconds(30));
            TestServer server = start(jetty, Arrays.copyOfRange(arguments, 1, arguments.length));
            System.out.println("Halley is ready: " + server.uri("http").resolve("/"));
            while (orders.readLine() != null) {
                // Nobody says anything more to it.
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static TestServer start(JettyHost jetty, String... settings) {
        Setup setup = CoreDoor.unrecorded(new Setup()).inRealTime();
        return TestServer.start(jetty, TestServer.WEBSOCKET, setup, settings);
    }
}
