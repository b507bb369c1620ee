package dev.halley.benchmark;

import dev.halley.benchmark.bayeux.Member.Transport;
import dev.halley.benchmark.server.BareServer;
import dev.halley.benchmark.server.CometdNode;
import dev.halley.benchmark.server.CometdServer;
import dev.halley.benchmark.server.Overlay;
import dev.halley.benchmark.server.ServerProcess;
import dev.halley.benchmark.server.StandAlone;
import dev.halley.benchmark.server.TomcatServer;
import dev.halley.benchmark.server.Wars;
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

    /** For the bare endpoint on Tomcat, which has no second asynchronous send while one is in flight. */
    private static final String BLOCKING = "-Dbare.blocking=true";

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

    /**
     * @param kind as {@code benchmarks/README.md} lists them; what follows an equals sign is the WAR, and what follows an at sign the
     *     container
     */
    ServerProcess start(String kind, Mode mode) throws IOException {
        String container = container(kind);
        return container.isEmpty()
                ? ServerProcess.start(kind, core, command(kind, mode))
                : StandAlone.named(container).start(kind, core, java(kind, mode), deployed(kind, mode), ready(kind));
    }

    private List<String> java(String kind, Mode mode) {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(JVM);
        jvm.stream().filter(option -> !option.isEmpty()).forEach(command::add);
        command.add("-Dhalley.timeout=" + mode.held);
        if (mode.services) {
            command.add("-Dhalley.services=dev.halley.benchmark.service.Calls");
        }
        if (container(kind).startsWith("tomcat") && program(kind).equals("bare")) {
            command.add(BLOCKING);
        }
        return command;
    }

    /** @return the WAR that is deployed on a container */
    private Path deployed(String kind, Mode mode) throws IOException {
        return switch (program(kind)) {
            case "halley" -> Path.of(war(withoutContainer(kind).split("=", 2), mode));
            case "cometd" -> Wars.cometd();
            case "bare" -> Wars.bare();
            default -> throw unknown(kind);
        };
    }

    private static String ready(String kind) {
        return program(kind).equals("bare") ? "/hold" : "/cometd";
    }

    private List<String> command(String kind, Mode mode) throws IOException {
        List<String> command = java(kind, mode);
        String[] parts = kind.split("=", 2);
        switch (parts[0]) {
            case "halley" -> command.addAll(List.of("-jar", war(parts, mode), "--port", "0"));
            case "tomcat" -> command.addAll(List.of("-cp", TOMCAT, TomcatServer.class.getName(), war(parts, mode)));
            case "bare-tomcat" ->
                command.addAll(List.of(BLOCKING, "-cp", TOMCAT, TomcatServer.class.getName(), "bare"));
            case "cometd" -> command.addAll(main(CometdServer.class, mode));
            case "oort" -> command.addAll(main(CometdNode.class, mode));
            case "bare" -> command.addAll(main(BareServer.class, mode));
            case "faye", "socketio" -> {
                return List.of("node", PEERS + kind + ".js", Long.toString(mode.held));
            }
            default -> throw unknown(kind);
        }
        return command;
    }

    private static IllegalArgumentException unknown(String kind) {
        return new IllegalArgumentException("There is no server \"" + kind
                + "\"; there are halley, tomcat (both also with =<path> of a WAR), cometd, faye, socketio, bare and"
                + " bare-tomcat; and halley, cometd and bare with @<container>.");
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
        return kind.equals("socketio") ? "/socket.io/?EIO=4&transport=websocket" : context(kind) + "/cometd";
    }

    /** @return where the application of a server is */
    static String context(String kind) {
        return container(kind).isEmpty() ? "" : StandAlone.CONTEXT;
    }

    /** @return the name of the container that is named behind an at sign, the last one of a path; empty for none */
    static String container(String kind) {
        return kind.substring(withoutContainer(kind).length()).replace("@", "");
    }

    private static String withoutContainer(String kind) {
        int at = kind.lastIndexOf('@');
        return at < 0 || kind.indexOf('/', at) >= 0 ? kind : kind.substring(0, at);
    }

    /** @return what is before the path of a WAR and before the container */
    private static String program(String kind) {
        return withoutContainer(kind).split("=", 2)[0];
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
        boolean onContainer = !container(kind).isEmpty();
        boolean bayeux = !scenario.services() && transport == Transport.WEBSOCKET;
        return switch (program(kind)) {
            case "bare", "bare-tomcat" -> bayeux;
            case "socketio" ->
                bayeux
                        && scenario.kind() != Scenario.Kind.CHURN
                        && scenario.crowd().bystanders() == 0;
            case "faye" -> !scenario.services();
            case "cometd", "oort" -> {
                boolean has = transport == Transport.WEBSOCKET || transport == Transport.LONG_POLLING;
                yield has && !(scenario.services() && onContainer);
            }
            default -> true;
        };
    }
}
