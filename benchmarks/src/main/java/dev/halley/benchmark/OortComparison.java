package dev.halley.benchmark;

import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * OortComparison of three nodes, Halley's and CometD's Oort, beside each other: what a delivered message costs all of them together.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class OortComparison {

    private static final int NODES = 3;
    private static final List<String> KINDS = List.of("halley", "cometd");

    private final Servers servers;
    private final Comparison.Plan plan;
    private final PrintStream out;

    OortComparison(Servers servers, Comparison.Plan plan, PrintStream out) {
        this.servers = servers;
        this.plan = plan;
        this.out = out;
    }

    void run(List<Scenario> scenarios) throws IOException {
        try (ClusterNodes ours = new ClusterNodes(servers, NODES, false);
                ClusterNodes theirs = new ClusterNodes(servers, NODES, true)) {
            List<List<ServerProcess>> clusters = List.of(ours.all(), theirs.all());
            for (Scenario scenario : scenarios) {
                for (List<ServerProcess> nodes : clusters) {
                    Runner.publish(scenario, nodes, Runner.START, plan.warmUp());
                }
                compare(scenario, clusters);
            }
        }
    }

    /** Who begins changes, so that what gets slower or faster with time meets both. */
    private void compare(Scenario scenario, List<List<ServerProcess>> clusters) throws IOException {
        List<List<Double>> cost = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < plan.rounds(); i++) {
            for (int turn = 0; turn < 2; turn++) {
                int which = (i + turn) % 2;
                Measurement measured = Runner.publish(scenario, clusters.get(which), Runner.START, plan.round());
                cost.get(which).add(measured.microsEach());
                tell(KINDS.get(which), measured);
            }
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < plan.rounds(); i++) {
            ratios.add(cost.get(0).get(i) / cost.get(1).get(i));
        }
        out.printf(
                Locale.ROOT,
                "%s: %.2f us and %.2f us a delivered message (medians), ratio %.2f%n",
                scenario.name(),
                Median.of(cost.get(0)),
                Median.of(cost.get(1)),
                Median.of(ratios));
    }

    private void tell(String kind, Measurement measured) {
        out.printf(
                Locale.ROOT,
                "  %-8s %,8.0f messages/s  %6.2f us each  p50 %.1f ms  p99 %.1f ms  %.1f together  load %3.0f %%%n",
                kind,
                measured.perSecond(),
                measured.microsEach(),
                measured.latency().p50(),
                measured.latency().p99(),
                measured.together(),
                100 * measured.loadShare());
    }
}
