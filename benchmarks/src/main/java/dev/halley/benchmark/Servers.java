package dev.halley.benchmark;

import dev.halley.benchmark.server.BareServer;
import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the servers that can be measured, all with the same JVM and the same options.
 *
 * <p>Thread-safety: immutable.
 */
record Servers(Path war, String core) {

    /** Where every one of them speaks Bayeux. */
    static final String PATH = "/cometd";

    private static final List<String> JVM = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC");

    /**
     * @param kind {@code halley} or {@code bare}
     * @param more options for this JVM
     */
    ServerProcess start(String kind, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(JVM);
        command.addAll(more);
        switch (kind) {
            case "halley" -> command.addAll(List.of("-jar", war.toString(), "--port", "0"));
            case "bare" -> command.addAll(main(BareServer.class));
            default ->
                throw new IllegalArgumentException("There is no server \"" + kind + "\"; there are halley and bare.");
        }
        return ServerProcess.start(kind, core, command);
    }

    private static List<String> main(Class<?> server) {
        return List.of("-cp", System.getProperty("java.class.path"), server.getName());
    }
}
