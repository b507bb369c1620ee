package dev.halley.benchmark;

import dev.halley.benchmark.bayeux.Member.Transport;
import dev.halley.benchmark.server.BareServer;
import dev.halley.benchmark.server.CometdNode;
import dev.halley.benchmark.server.CometdServer;
import dev.halley.benchmark.server.Overlay;
import dev.halley.benchmark.server.ServerProcess;
import dev.halley.benchmark.server.TomcatServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the servers that can be measured, those in Java all with the same JVM and the same options.
 *
 * @param war the WAR of Halley
 * @param core the processor that servers may use, as {@code taskset -c} takes it; empty for all of them
 * @param java the command that runs Java
 * @param jvm more options of the JVM
 *     <p>Thread-safety: immutable.
 */
record Servers(Path war, String core, String java, List<String> jvm) {

    /** How long polls are held where that should not end, in milliseconds. */
    static final long HELD_LONG = 3_600_000;

    /** How long they are held otherwise. */
    static final long HELD = 20_000;

    private static final List<String> JVM = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC");

    /** Classes that {@code benchmarks/run} has compiled for the scenarios with services. */
    private static final Path SERVICES = Path.of("benchmarks/target/service");

    private static final String TOMCAT = "benchmarks/target/classes:benchmarks/target/tomcat/*";

    private static final String PEERS = "benchmarks/peers/";

    /**
     * How a server is set.
     *
     * @param held how long polls are held, in milliseconds
     * @param services whether it has the services that calls and listeners are measured with
     */
    record Mode(long held, boolean services) {

        static Mode of(Scenario scenario) {
            return new Mode(HELD, scenario.services());
        }
    }

    /** @return the same with more options of the JVM */
    Servers with(List<String> options) {
        List<String> all = new ArrayList<>(jvm);
        all.addAll(options);
        return new Servers(war, core, java, all);
    }

    /** @param kind as {@code benchmarks/README.md} lists them; what follows an equals sign is the WAR */
    ServerProcess start(String kind, Mode mode) throws IOException {
        return ServerProcess.start(kind, core, command(kind, mode));
    }

    private List<String> command(String kind, Mode mode) throws IOException {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(JVM);
        jvm.stream().filter(option -> !option.isEmpty()).forEach(command::add);
        command.add("-Dhalley.timeout=" + mode.held);
        if (mode.services) {
            command.add("-Dhalley.services=dev.halley.benchmark.service.Calls");
        }
        String[] parts = kind.split("=", 2);
        switch (parts[0]) {
            case "halley" -> command.addAll(List.of("-jar", war(parts, mode), "--port", "0"));
            case "tomcat" -> command.addAll(List.of("-cp", TOMCAT, TomcatServer.class.getName(), war(parts, mode)));
            case "bare-tomcat" ->
                command.addAll(List.of("-Dbare.blocking=true", "-cp", TOMCAT, TomcatServer.class.getName(), "bare"));
            case "cometd" -> command.addAll(main(CometdServer.class, mode));
            case "oort" -> command.addAll(main(CometdNode.class, mode));
            case "bare" -> command.addAll(main(BareServer.class, mode));
            case "faye", "socketio" -> {
                return List.of("node", PEERS + kind + ".js", Long.toString(mode.held));
            }
            default ->
                throw new IllegalArgumentException("There is no server \"" + kind
                        + "\"; there are halley, tomcat (both also with =<path> of a WAR), cometd, faye, socketio, bare"
                        + " and bare-tomcat.");
        }
        return command;
    }

    private String war(String[] parts, Mode mode) throws IOException {
        Path plain = parts.length > 1 ? Path.of(parts[1]) : war;
        return (mode.services ? Overlay.of(plain, SERVICES) : plain).toString();
    }

    private static List<String> main(Class<?> server, Mode mode) {
        return List.of(
                "-cp",
                System.getProperty("java.class.path"),
                server.getName(),
                Long.toString(mode.held),
                Boolean.toString(mode.services));
    }

    /** @return where a server takes connections of the load */
    static String path(String kind) {
        return kind.equals("socketio") ? "/socket.io/?EIO=4&transport=websocket" : "/cometd";
    }

    /** @return how the load talks to that server */
    static Transport transport(String kind, Transport wanted) {
        if (kind.equals("socketio")) {
            return Transport.SOCKET_IO;
        }
        return kind.equals("faye") && wanted == Transport.STREAMING ? Transport.EVENT_SOURCE : wanted;
    }

    /** @return whether a server can do the work of a scenario at all */
    static boolean can(String kind, Scenario scenario) {
        Transport transport = scenario.transport();
        boolean bayeux = !scenario.services() && transport == Transport.WEBSOCKET;
        return switch (kind.split("=", 2)[0]) {
            case "bare", "bare-tomcat" -> bayeux;
            case "socketio" ->
                bayeux
                        && scenario.kind() != Scenario.Kind.CHURN
                        && scenario.crowd().bystanders() == 0;
            case "faye" -> !scenario.services();
            case "cometd", "oort" -> transport == Transport.WEBSOCKET || transport == Transport.LONG_POLLING;
            default -> true;
        };
    }
}
