package dev.halley.benchmark;

import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a delivery costs over each transport of a server beside the first one, and beside the same transport of another server: all
 * in turn, so that what the machine does meanwhile meets all of them.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class TransportCosts {

    /** What is measured in a round. */
    record Turn(String server, Scenario scenario) {}

    private final Servers servers;
    private final Comparison.Plan plan;
    private final List<Scenario> scenarios;
    private final PrintStream out;

    /** @param scenarios the first is what the others of the same server are divided by */
    TransportCosts(Servers servers, Comparison.Plan plan, List<Scenario> scenarios, PrintStream out) {
        this.servers = servers;
        this.plan = plan;
        this.scenarios = scenarios;
        this.out = out;
    }

    /** @param peer what a server lacks is left out for it */
    void run(String ours, String peer) throws IOException {
        Servers.Mode mode = Servers.Mode.of(scenarios.get(0));
        try (ServerProcess us = servers.start(ours, mode);
                ServerProcess other = servers.start(peer, mode)) {
            Map<Turn, ServerProcess> turns = new LinkedHashMap<>();
            for (ServerProcess server : List.of(us, other)) {
                scenarios.stream()
                        .filter(scenario -> Servers.can(server.name(), scenario))
                        .forEach(scenario -> turns.put(new Turn(server.name(), scenario), server));
            }
            Map<Turn, List<Measurement>> measured = measure(turns);
            table(measured).forEach(out::println);
        }
    }

    private Map<Turn, List<Measurement>> measure(Map<Turn, ServerProcess> turns) throws IOException {
        Duration share = plan.warmUp().dividedBy(scenarios.size());
        for (Map.Entry<Turn, ServerProcess> turn : turns.entrySet()) {
            Runner.run(turn.getKey().scenario, turn.getValue(), share);
        }
        Map<Turn, List<Measurement>> measured = new LinkedHashMap<>();
        turns.keySet().forEach(turn -> measured.put(turn, new ArrayList<>()));
        for (int i = 0; i < plan.rounds(); i++) {
            List<Turn> order = new ArrayList<>(turns.keySet());
            Collections.rotate(order, i);
            for (Turn turn : order) {
                Measurement round = Runner.run(turn.scenario, turns.get(turn), plan.round());
                measured.get(turn).add(round);
                out.printf(
                        Locale.ROOT,
                        "  round %d: %-8s %-10s %8.2f us each  %4.1f a frame  load %3.0f %%%n",
                        i + 1,
                        turn.server,
                        turn.scenario.name(),
                        round.microsEach(),
                        round.together(),
                        100 * round.loadShare());
            }
        }
        return measured;
    }

    /**
     * @param measured as many rounds of each
     * @return lines for people: medians of the rounds, and of their ratios to the first scenario of the same server and to the same
     *     scenario of the other server
     */
    static List<String> table(Map<Turn, List<Measurement>> measured) {
        List<String> lines = new ArrayList<>();
        measured.forEach((turn, rounds) -> {
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%s, %s: %.2f us each, %.1f a frame, p99 %.2f ms, load %.0f %%",
                    turn.server,
                    turn.scenario.name(),
                    Median.of(rounds, Measurement::microsEach),
                    Median.of(rounds, Measurement::together),
                    Median.of(rounds, round -> round.latency().p99()),
                    100 * Median.of(rounds, Measurement::loadShare)));
            measured.forEach((base, others) -> {
                boolean first = base.server.equals(turn.server) && isFirst(base, measured);
                boolean peer = base.scenario.equals(turn.scenario) && !base.server.equals(turn.server);
                if (!base.equals(turn) && (first || peer)) {
                    line.append("; / ").append(base.server).append(", ").append(base.scenario.name());
                    line.append(" = ").append(Ratios.of(rounds, others));
                }
            });
            lines.add(line.toString());
        });
        return lines;
    }

    private static boolean isFirst(Turn turn, Map<Turn, List<Measurement>> measured) {
        return measured.keySet().stream()
                .filter(other -> other.server.equals(turn.server))
                .findFirst()
                .orElseThrow()
                .equals(turn);
    }
}
