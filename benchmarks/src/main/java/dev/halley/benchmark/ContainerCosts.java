package dev.halley.benchmark;

import dev.halley.benchmark.server.ServerProcess;
import dev.halley.benchmark.server.StandAlone;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What Halley costs on containers that applications are deployed on, each beside a bare endpoint and CometD on the same container: all
 * three in turn, each in a process of its own.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class ContainerCosts {

    /** Kinds of the results' lines: what a container is, and what was measured on it. */
    static final String CONTAINER = "container";

    static final String COST = "on-container";

    /** The containers that are measured unless some are named. */
    static final List<String> CONTAINERS = List.of("tomcat-11", "wildfly-39", "jetty-12.1-ee11");

    /** What is measured unless something is named. */
    static final List<String> WORK = List.of("fanout", "rooms", "polling", "churn", "idle");

    /** What is no scenario. */
    static final String IDLE = "idle";

    static final String OURS = "halley";
    static final String BARE = "bare";
    static final String COMETD = "cometd";

    private final Servers servers;
    private final Comparison.Plan plan;
    private final Results results;
    private final PrintStream out;
    private final List<String> failures = new ArrayList<>();

    ContainerCosts(Servers servers, Comparison.Plan plan, Results results, PrintStream out) {
        this.servers = servers;
        this.plan = plan;
        this.results = results;
        this.out = out;
    }

    /**
     * What one server cost in one scenario on one container; medians over the rounds.
     *
     * @param micros processor time for each, in microseconds
     * @param p99 latency in milliseconds; zero where there is none
     * @param ratios Halley's cost divided by this server's
     */
    record Cost(String container, String scenario, String program, double micros, double p99, Ratios ratios) {

        Results.Line line() {
            return new Results.Line(
                    COST,
                    List.of(container, scenario, program),
                    List.of(
                            String.format(Locale.ROOT, "%.3f", micros),
                            String.format(Locale.ROOT, "%.3f", p99),
                            String.format(Locale.ROOT, "%.4f", ratios.median()),
                            String.format(Locale.ROOT, "%.4f", ratios.least()),
                            String.format(Locale.ROOT, "%.4f", ratios.most())));
        }

        String said() {
            String cost = String.format(
                    Locale.ROOT, "%s, %s on %s: %.2f us each, p99 %.2f ms", scenario, program, container, micros, p99);
            return program.equals(OURS) ? cost : cost + "; " + OURS + " / " + program + " = " + ratios;
        }

        static Cost parse(Results.Line line) {
            List<String> key = line.key();
            Ratios ratios = new Ratios(line.figure(2), line.figure(3), line.figure(4));
            return new Cost(key.get(0), key.get(1), key.get(2), line.figure(0), line.figure(1), ratios);
        }
    }

    /** Measures scenarios on a container. */
    void work(String container, List<Scenario> scenarios) throws IOException {
        introduce(container);
        Map<String, ServerProcess> running = new LinkedHashMap<>();
        try {
            for (String program : List.of(OURS, BARE, COMETD)) {
                running.put(program, servers.start(on(container, program), Servers.Mode.of(scenarios.get(0))));
            }
            Turns turns = new Turns(plan, out);
            scenarios.forEach(scenario -> running.values().forEach(server -> turns.add(server, scenario)));
            for (Cost cost : costs(container, turns.measure())) {
                out.println(cost.said());
                results.add(cost.line());
            }
            failures.addAll(turns.failures());
        } finally {
            running.values().forEach(ServerProcess::close);
        }
    }

    /** Measures what idle sessions take on a container. */
    void idle(String container, Duration idle, int webSockets, int polls) throws IOException {
        introduce(container);
        new Idle(servers, idle, results, out)
                .run(webSockets, polls, 0, on(container, BARE), List.of(on(container, OURS), on(container, COMETD)));
    }

    /** @return what such a server is called, as {@link Servers#start} has it */
    static String on(String container, String program) {
        return program + "@" + container;
    }

    /** @return what gave no result, in sentences */
    List<String> failures() {
        return List.copyOf(failures);
    }

    private void introduce(String container) throws IOException {
        String title = StandAlone.named(container).title();
        out.println(title);
        results.add(new Results.Line(CONTAINER, List.of(container), List.of(title)));
    }

    /**
     * @param measured by servers such as {@code halley@tomcat-11}; a scenario that Halley has no rounds of is left out
     * @return what each server cost, in the order of the measurements
     */
    static List<Cost> costs(String container, Map<Turns.Turn, List<Measurement>> measured) {
        List<Cost> costs = new ArrayList<>();
        measured.forEach((turn, rounds) -> {
            List<Measurement> ours = measured.get(new Turns.Turn(on(container, OURS), turn.scenario()));
            if (ours != null) {
                costs.add(new Cost(
                        container,
                        turn.scenario().name(),
                        turn.server().substring(0, turn.server().indexOf('@')),
                        Median.of(rounds, Measurement::microsEach),
                        Median.of(rounds, round -> round.latency().p99()),
                        Ratios.of(ours, rounds)));
            }
        });
        return costs;
    }
}
