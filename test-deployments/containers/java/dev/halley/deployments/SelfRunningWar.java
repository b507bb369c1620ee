package dev.halley.deployments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code halley.war} in a process of its own beside the container, on the container's JDK.
 *
 * <p>{@link ServerJvm} takes any Java process that this one has started for the container's: connect it before.
 *
 * <p>Thread-safety: confined to the test that started it.
 */
public final class SelfRunningWar implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("^Halley is ready: ");
    private static final Pattern NEVER = Pattern.compile("(?!)");

    private final ServerProcess process;
    private final int port;

    private SelfRunningWar(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param port of the loopback interface, on which nobody listens
     * @param settings by their keys, such as {@code cluster.name}
     */
    public static SelfRunningWar start(int port, Map<String, String> settings) {
        Container container = Container.current();
        List<String> command = new ArrayList<>(List.of(
                container.java().resolve("bin").resolve("java").toString(),
                "-jar",
                Container.war().toString(),
                "--port=" + port));
        settings.forEach((key, value) -> command.add("-Dhalley." + key + "=" + value));
        try {
            ServerProcess process =
                    ServerProcess.start(command, Map.of(), container.base().resolve("self-running.log"));
            SelfRunningWar war = new SelfRunningWar(process, port);
            war.await(READY);
            return war;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** @return the port of the loopback interface on which it serves, at the root */
    public int port() {
        return port;
    }

    /** Waits for a line of its output after those that were waited for before. */
    public void await(Pattern line) {
        process.await(line, NEVER);
    }

    @Override
    public void close() {
        process.stop();
    }
}
