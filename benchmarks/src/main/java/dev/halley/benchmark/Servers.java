package dev.halley.benchmark;

import dev.halley.benchmark.server.BareServer;
import dev.halley.benchmark.server.CometdServer;
import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the servers that can be measured, all with the same JVM and the same options.
 *
 * @param war the WAR of Halley
 * @param core the processor that servers may use, as {@code taskset -c} takes it; empty for all of them
 * @param jvm more options of the JVM
 *     <p>Thread-safety: immutable.
 */
record Servers(Path war, String core, List<String> jvm) {

    /** Where every one of them speaks Bayeux. */
    static final String PATH = "/cometd";

    /** How long polls are held where that should not end, in milliseconds. */
    static final long HELD_LONG = 3_600_000;

    /** How long they are held otherwise. */
    static final long HELD = 20_000;

    private static final List<String> JVM = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC");

    /**
     * @param kind {@code halley}, {@code cometd} or {@code bare}; {@code halley=<path>} for another WAR
     * @param held how long polls are held, in milliseconds
     */
    ServerProcess start(String kind, long held) throws IOException {
        List<String> command = new ArrayList<>(JVM);
        jvm.stream().filter(option -> !option.isEmpty()).forEach(command::add);
        String[] parts = kind.split("=", 2);
        switch (parts[0]) {
            case "halley" -> {
                command.add("-Dhalley.timeout=" + held);
                command.addAll(List.of("-jar", parts.length > 1 ? parts[1] : war.toString(), "--port", "0"));
            }
            case "cometd" -> command.addAll(main(CometdServer.class, held));
            case "bare" -> command.addAll(main(BareServer.class, held));
            default ->
                throw new IllegalArgumentException(
                        "There is no server \"" + kind + "\"; there are halley, halley=<path>, cometd and bare.");
        }
        return ServerProcess.start(kind, core, command);
    }

    private static List<String> main(Class<?> server, long held) {
        return List.of("-cp", System.getProperty("java.class.path"), server.getName(), Long.toString(held));
    }
}
