package dev.halley.benchmark;

import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Runs a scenario on two servers in turn, and compares them round by round.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Comparison {

    private static final String OURS = "halley";

    /**
     * How long and how often.
     *
     * @param warmUp load on each server before anything counts
     * @param round length of a round
     * @param rounds of each server
     */
    record Plan(Duration warmUp, Duration round, int rounds) {}

    private final Servers servers;
    private final Plan plan;
    private final PrintStream out;

    Comparison(Servers servers, Plan plan, PrintStream out) {
        this.servers = servers;
        this.plan = plan;
        this.out = out;
    }

    /** What the rounds of both servers came to. */
    record Outcome(Scenario scenario, String peer, List<Measurement> ours, List<Measurement> theirs) {

        /** @return the median, over the rounds, of ours divided by theirs */
        double ratio(ToDoubleFunction<Measurement> figure) {
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < ours.size(); i++) {
                ratios.add(figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)));
            }
            return median(ratios);
        }

        static double median(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
            return median(rounds.stream().map(figure::applyAsDouble).toList());
        }

        private static double median(List<Double> values) {
            List<Double> sorted = values.stream().sorted().toList();
            int middle = sorted.size() / 2;
            return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        }
    }

    Outcome run(Scenario scenario, String peer) throws IOException {
        List<Measurement> ours = new ArrayList<>();
        List<Measurement> theirs = new ArrayList<>();
        out.println(scenario.name() + ": " + scenario.title() + ", " + OURS + " and " + peer);
        if (scenario.kind() == Scenario.Kind.COLD) {
            for (int i = 0; i < plan.rounds; i++) {
                ours.add(cold(scenario, OURS));
                theirs.add(cold(scenario, peer));
            }
        } else {
            alternate(scenario, peer, ours, theirs);
        }
        return new Outcome(scenario, peer, ours, theirs);
    }

    /** One server alone. */
    List<Measurement> run(Scenario scenario, ServerProcess server) throws IOException {
        List<Measurement> all = new ArrayList<>();
        warm(scenario, server);
        for (int i = 0; i < plan.rounds; i++) {
            all.add(round(scenario, server));
        }
        return all;
    }

    private void alternate(Scenario scenario, String peer, List<Measurement> ours, List<Measurement> theirs)
            throws IOException {
        try (ServerProcess halley = servers.start(OURS, Servers.Mode.of(scenario));
                ServerProcess other = servers.start(peer, Servers.Mode.of(scenario))) {
            warm(scenario, halley);
            warm(scenario, other);
            for (int i = 0; i < plan.rounds; i++) {
                ours.add(round(scenario, halley));
                theirs.add(round(scenario, other));
            }
        }
    }

    private Measurement cold(Scenario scenario, String kind) throws IOException {
        try (ServerProcess server = servers.start(kind, Servers.Mode.of(scenario))) {
            return round(scenario, server);
        }
    }

    private void warm(Scenario scenario, ServerProcess server) throws IOException {
        if (!plan.warmUp.isZero()) {
            // The search for a rate warms up by publishing as fast as it can.
            Scenario warm = scenario.kind() == Scenario.Kind.HIGHEST_RATE
                    ? Scenario.all().get("fanout")
                    : scenario;
            Runner.run(warm, server, plan.warmUp);
        }
    }

    private Measurement round(Scenario scenario, ServerProcess server) throws IOException {
        Measurement round = Runner.run(scenario, server, plan.round);
        out.printf(
                "  %-8s %,12.0f a second  %8.2f us each  %4.1f a frame  p50 %.2f ms  p99 %.2f ms  max %.1f ms  server %3.0f %%  load %3.0f %%%n",
                server.name(),
                round.perSecond(),
                round.microsEach(),
                round.together(),
                round.latency().p50(),
                round.latency().p99(),
                round.latency().max(),
                100.0 * round.serverNanos() / round.nanos(),
                100.0 * round.loadNanos() / round.nanos());
        return round;
    }
}
