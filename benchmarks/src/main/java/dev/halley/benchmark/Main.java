package dev.halley.benchmark;

import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The command line of the benchmarks; {@code benchmarks/run} calls it.
 *
 * <p>Thread-safety: immutable.
 */
public final class Main {

    /** How long and how often, by the name of the profile; each number can be changed by an option. */
    private static final Map<String, Comparison.Plan> PROFILES = Map.of(
            "full", plan(60, false, 0, 10, 7),
            "quick", plan(60, true, 4, 3, 5),
            "short", plan(5, false, 0, 3, 3),
            "guard", plan(20, true, 3, 4, 7));

    /** What gives the most deliveries for the least work, and what gives the most work for a delivery. */
    private static final String GUARDED = "fanout,polling";

    /** What {@code benchmarks/run spread} has found. */
    private static final Path SPREADS = Path.of("benchmarks", "guard-spread.csv");

    private Main() {}

    /** @param arguments what to measure, then options as {@code --name value} */
    public static void main(String[] arguments) throws IOException {
        try {
            System.exit(run(Options.parse(arguments)));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private static int run(Options options) throws IOException {
        Servers servers = servers(options);
        return switch (options.command()) {
            case "idle" -> idle(options, servers);
            case "compare" -> compare(options, comparison(options, servers, "full", false));
            case "load" -> load(options, servers, comparison(options, servers, "full", false));
            case "guard" -> guard(options, comparison(options, servers, "guard", true));
            case "spread" -> spread(options, comparison(options, servers, "guard", true));
            case "starts" -> {
                firstMinute(options, servers, 3)
                        .starts(Duration.ofSeconds(options.number("seconds", options.flag("short") ? 5 : 15)));
                yield 0;
            }
            case "storm" ->
                firstMinute(options, servers, 1).storm(options.number("clients", options.flag("short") ? 500 : 5_000))
                        ? 0
                        : 1;
            case "cluster" -> cluster(options, servers);
            case "cluster-history" -> clusterHistory(options, servers);
            case "history" -> {
                new HistoryCosts(servers, plan(options, "quick"), options.number("members", 100), System.out).run();
                yield 0;
            }
            case "transports" -> transports(options, servers);
            case "recovery" -> recovery(options, servers);
            case "overflow" -> overflow(options, servers);
            case "containers" -> containers(options, servers);
            case "oort" -> oort(options, servers);
            case "worse" -> worse(options);
            case "curves" -> curves(options, servers);
            case "report" -> {
                Report.write(results(options), Path.of("docs"));
                yield 0;
            }
            default ->
                throw new IllegalArgumentException(
                        "There is no benchmark \"" + options.command()
                                + "\"; there are compare, load, starts, storm, cluster, cluster-history, oort, history, transports, recovery, overflow, containers, idle, curves, guard, spread, jmh, rows, worse and report.");
        };
    }

    private static Servers servers(Options options) {
        return new Servers(
                Path.of(options.text("war", "target/halley.war")),
                options.text("server-core", ""),
                java(options),
                List.of(options.text("jvm", "").trim().split(" +")));
    }

    private static String java(Options options) {
        String home = options.text("java-home", "");
        return home.isEmpty()
                ? ProcessHandle.current().info().command().orElse("java")
                : Path.of(home, "bin", "java").toString();
    }

    private static Comparison comparison(Options options, Servers servers, String profile, boolean allocation) {
        return new Comparison(servers, plan(options, profile), options.text("ours", "halley"), allocation, System.out);
    }

    private static Comparison.Plan plan(Options options, String otherwise) {
        String profile = options.flag("short") ? "short" : options.text("profile", otherwise);
        Comparison.Plan base = PROFILES.get(profile);
        if (base == null) {
            throw new IllegalArgumentException(
                    "There is no profile \"" + profile + "\"; there are full, quick and short.");
        }
        return plan(
                options.number("warmup", (int) base.warmUp().toSeconds()),
                base.shared(),
                (int) base.between().toSeconds(),
                options.number("seconds", (int) base.round().toSeconds()),
                options.number("rounds", base.rounds()));
    }

    private static Comparison.Plan plan(int warmUp, boolean shared, int between, int round, int rounds) {
        return new Comparison.Plan(
                Duration.ofSeconds(warmUp), shared, Duration.ofSeconds(between), Duration.ofSeconds(round), rounds);
    }

    private static Results results(Options options) {
        return new Results(Path.of(options.text("results", "benchmarks/rows.csv")));
    }

    private static List<Scenario> scenarios(Options options, String otherwise) {
        String names = options.text("scenario", otherwise);
        List<String> all = names.equals("all") ? List.copyOf(Scenario.all().keySet()) : Arrays.asList(names.split(","));
        return all.stream()
                .map(name -> Scenario.of(options.with("scenario", name)))
                .toList();
    }

    private static int compare(Options options, Comparison comparison) throws IOException {
        Results results = results(options);
        String setting = options.text("java-home", "").isEmpty() ? "" : options.text("label", "other JDK");
        List<Scenario> scenarios =
                scenarios(options, options.text("profile", "").isEmpty() ? "fanout" : "all");
        for (String peer : options.text("peer", "cometd").split(",")) {
            comparison.run(scenarios, peer, outcome -> {
                Result result = Result.of(outcome, options.text("ours", "halley"), setting);
                System.out.println(result.sentence());
                // What churn takes of the load is not looked at.
                if (outcome.disturbed() && outcome.scenario().kind() != Scenario.Kind.CHURN) {
                    System.out.println("  The machine had other work: this says little.");
                }
                results.add(result.line());
            });
        }
        comparison.failures().forEach(failure -> System.out.println("No result: " + failure));
        return comparison.failures().isEmpty() ? 0 : 1;
    }

    private static int load(Options options, Servers servers, Comparison comparison) throws IOException {
        Scenario scenario = Scenario.of(options);
        if (options.number("pid", 0) > 0) {
            // Not ours to stop.
            comparison.run(scenario, ServerProcess.running(options.number("pid", 0), options.number("port", 8080)));
            return 0;
        }
        try (ServerProcess server = servers.start(options.text("server", "halley"), Servers.Mode.of(scenario))) {
            comparison.run(scenario, server);
        }
        return 0;
    }

    private static int guard(Options options, Comparison comparison) throws IOException {
        if (!Files.exists(SPREADS)) {
            throw new IllegalArgumentException(
                    "The guard has no bounds: measure them by \"benchmarks/run spread\", which writes " + SPREADS
                            + ", on a machine with nothing else to do.");
        }
        List<String> beyond = new Guard(comparison, Spread.read(SPREADS), System.out)
                .check(scenarios(options, GUARDED), options.text("base", "halley"));
        beyond.forEach(sentence -> System.out.println("Too much: " + sentence));
        System.out.println(beyond.isEmpty() ? "Nothing costs more than is allowed." : "This version costs too much.");
        return beyond.isEmpty() ? 0 : 1;
    }

    private static int spread(Options options, Comparison comparison) throws IOException {
        Guard guard = new Guard(comparison, Map.of(), System.out);
        int runs = options.number("runs", 10);
        Spread.write(SPREADS, guard.spread(scenarios(options, GUARDED), options.text("base", "halley"), runs));
        return 0;
    }

    private static int worse(Options options) throws IOException {
        Results before = new Results(Path.of(options.text("before", "")));
        List<String> worse = Worse.rows(before, results(options), System.out);
        worse.forEach(sentence -> System.out.println("Worse: " + sentence));
        System.out.println(worse.isEmpty() ? "No row is worse." : "Some rows are worse.");
        return worse.isEmpty() ? 0 : 1;
    }

    private static int cluster(Options options, Servers servers) throws IOException {
        boolean brief = options.flag("short");
        ClusterCosts.Plan plan = new ClusterCosts.Plan(
                Duration.ofSeconds(options.number("warmup", brief ? 5 : 60)),
                options.number("count", brief ? 100 : 900),
                options.number("rate", 500),
                Duration.ofSeconds(options.number("seconds", brief ? 3 : 10)),
                options.number("rounds", brief ? 1 : 5));
        try (ClusterCosts costs = new ClusterCosts(servers, plan, System.out)) {
            return costs.run() ? 0 : 1;
        }
    }

    private static int transports(Options options, Servers servers) throws IOException {
        List<Scenario> scenarios = scenarios(options, "fanout,streaming,polling");
        new TransportCosts(servers, plan(options, "quick"), scenarios, System.out)
                .run(options.text("ours", "halley"), options.text("peer", "faye"));
        return 0;
    }

    private static int recovery(Options options, Servers servers) throws IOException {
        boolean brief = options.flag("short");
        RecoveryCosts.Plan plan = new RecoveryCosts.Plan(
                returning(options), options.number("pace", 200), options.number("rounds", brief ? 1 : 3));
        return new RecoveryCosts(servers, plan, System.out).run() ? 0 : 1;
    }

    private static int overflow(Options options, Servers servers) throws IOException {
        OverflowCosts.Plan plan = new OverflowCosts.Plan(
                options.number("rate", 10_000),
                Duration.ofSeconds(options.number("seconds", options.flag("short") ? 3 : 15)));
        return new OverflowCosts(servers, plan, System.out).run() ? 0 : 1;
    }

    private static int containers(Options options, Servers servers) throws IOException {
        boolean brief = options.flag("short");
        Results results = results(options);
        List<String> work = new ArrayList<>(options.words("scenario", ContainerCosts.WORK));
        boolean idle = work.remove(ContainerCosts.IDLE);
        ContainerCosts costs = new ContainerCosts(servers, plan(options, "quick"), results, System.out);
        for (String name : options.words("containers", ContainerCosts.CONTAINERS)) {
            if (!work.isEmpty()) {
                costs.work(name, scenarios(options.with("scenario", String.join(",", work)), ""));
            }
            if (idle) {
                costs.idle(
                        name,
                        Duration.ofSeconds(options.number("idle", brief ? 5 : 20)),
                        options.number("websockets", brief ? 500 : 3_000),
                        options.number("polls", brief ? 100 : 1_000));
            }
        }
        Report.writeContainers(results, Path.of("docs"));
        costs.failures().forEach(failure -> System.out.println("No result: " + failure));
        return costs.failures().isEmpty() ? 0 : 1;
    }

    private static Recovery.Crowd returning(Options options) {
        return new Recovery.Crowd(
                options.number("clients", options.flag("short") ? 500 : 5_000), options.number("missed", 20));
    }

    private static int clusterHistory(Options options, Servers servers) throws IOException {
        ClusterHistoryCosts.Plan plan = new ClusterHistoryCosts.Plan(
                options.choices("parts", ClusterHistoryCosts.Part.class), plan(options, "quick"), returning(options));
        try (ClusterHistoryCosts costs = new ClusterHistoryCosts(servers, plan, System.out)) {
            return costs.run() ? 0 : 1;
        }
    }

    private static int oort(Options options, Servers servers) throws IOException {
        new OortComparison(servers, plan(options, "quick"), System.out).run(scenarios(options, "fanout,rooms"));
        return 0;
    }

    private static FirstMinute firstMinute(Options options, Servers servers, int rounds) {
        return new FirstMinute(
                servers,
                options.text("ours", "halley"),
                options.text("peer", "cometd"),
                options.number("rounds", options.flag("short") ? 1 : rounds),
                System.out);
    }

    private static int idle(Options options, Servers servers) throws IOException {
        int seconds = options.number("idle", options.flag("short") ? 5 : 40);
        Idle idle = new Idle(servers, Duration.ofSeconds(seconds), results(options), System.out);
        int webSockets = options.number("websockets", options.flag("short") ? 1_000 : 20_000);
        int polls = options.number("polls", options.flag("short") ? 200 : 2_000);
        List<String> others = new ArrayList<>(List.of("halley"));
        others.addAll(options.words("peer"));
        idle.run(webSockets, polls, options.number("classes", 40), "bare", others);
        return 0;
    }

    private static int curves(Options options, Servers servers) throws IOException {
        Curves.Plan plan = options.flag("short") ? Curves.SHORT : Curves.FULL;
        String server = options.text("server", "halley");
        List<String> axes = options.words("axis");
        new Curves(servers, plan, server, results(options), System.out).run(axes);
        if (axes.isEmpty() || axes.contains("sessions")) {
            int seconds = options.number("idle", options.flag("short") ? 2 : 20);
            List<Integer> counts = options.flag("short") ? List.of(100, 1_000) : List.of(100, 1_000, 5_000, 15_000);
            new Idle(servers, Duration.ofSeconds(seconds), results(options), System.out).curve(server, counts);
        }
        return 0;
    }
}
