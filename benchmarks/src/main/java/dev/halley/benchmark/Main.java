package dev.halley.benchmark;

import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command line of the benchmarks; {@code benchmarks/run} calls it.
 *
 * <p>Thread-safety: immutable.
 */
public final class Main {

    /** What {@code compare --short true} does; else {@link #FULL}, each changed by options. */
    private static final Comparison.Plan SHORT = new Comparison.Plan(Duration.ofSeconds(5), Duration.ofSeconds(3), 3);

    private static final Comparison.Plan FULL = new Comparison.Plan(Duration.ofSeconds(60), Duration.ofSeconds(10), 7);

    private Main() {}

    /** @param arguments what to measure, then options as {@code --name value} */
    public static void main(String[] arguments) throws IOException {
        try {
            run(Options.parse(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private static void run(Options options) throws IOException {
        Servers servers = new Servers(
                Path.of(options.text("war", "target/halley.war")),
                options.text("server-core", ""),
                java(options),
                List.of(options.text("jvm", "").trim().split(" +")));
        Comparison comparison = new Comparison(servers, plan(options), System.out);
        switch (options.command()) {
            case "idle" ->
                new Idle(servers, Duration.ofSeconds(options.number("idle", 40)), System.out)
                        .run(
                                options.number("websockets", 5_000),
                                options.number("polls", 1_000),
                                options.number("classes", 40),
                                options.words("peer"));
            case "compare" -> compare(options, comparison);
            case "load" -> load(options, servers, comparison);
            case "report" -> Report.write(results(options), Path.of("docs"));
            default ->
                throw new IllegalArgumentException("There is no benchmark \"" + options.command()
                        + "\"; there are idle, compare, load and report.");
        }
    }

    private static String java(Options options) {
        String home = options.text("java-home", "");
        return home.isEmpty()
                ? ProcessHandle.current().info().command().orElse("java")
                : Path.of(home, "bin", "java").toString();
    }

    private static Comparison.Plan plan(Options options) {
        Comparison.Plan base = Boolean.parseBoolean(options.text("short", "false")) ? SHORT : FULL;
        return new Comparison.Plan(
                Duration.ofSeconds(options.number("warmup", (int) base.warmUp().toSeconds())),
                Duration.ofSeconds(options.number("seconds", (int) base.round().toSeconds())),
                options.number("rounds", base.rounds()));
    }

    private static Path results(Options options) {
        return Path.of(options.text("results", "benchmarks/target/results.csv"));
    }

    private static void compare(Options options, Comparison comparison) throws IOException {
        Stream<String> names = options.text("scenario", "fanout").equals("all")
                ? Scenario.all().keySet().stream()
                : Stream.of(options.text("scenario", "fanout").split(","));
        List<String> peers = List.of(options.text("peer", "cometd").split(","));
        for (String name : names.toList()) {
            for (String peer : peers) {
                if (!Servers.can(peer, Scenario.of(options.with("scenario", name)))) {
                    System.out.println(name + ": not for " + peer);
                    continue;
                }
                Comparison.Outcome outcome = comparison.run(Scenario.of(options.with("scenario", name)), peer);
                System.out.println(Results.of(outcome).sentence());
                Results.add(results(options), Results.of(outcome));
            }
        }
    }

    private static void load(Options options, Servers servers, Comparison comparison) throws IOException {
        Scenario scenario = Scenario.of(options);
        if (options.number("pid", 0) > 0) {
            // Not ours to stop.
            comparison.run(scenario, ServerProcess.running(options.number("pid", 0), options.number("port", 8080)));
            return;
        }
        try (ServerProcess server = servers.start(options.text("server", "halley"), Servers.Mode.of(scenario))) {
            comparison.run(scenario, server);
        }
    }
}
