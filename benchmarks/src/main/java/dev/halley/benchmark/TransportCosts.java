package dev.halley.benchmark;

import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
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
            Turns turns = new Turns(plan, out);
            for (ServerProcess server : List.of(us, other)) {
                scenarios.forEach(scenario -> turns.add(server, scenario));
            }
            table(turns.measure()).forEach(out::println);
            turns.failures().forEach(failure -> out.println("No result: " + failure));
        }
    }

    /**
     * @param measured as many rounds of each
     * @return lines for people: medians of the rounds, and of their ratios to the first scenario of the same server and to the same
     *     scenario of the other server
     */
    static List<String> table(Map<Turns.Turn, List<Measurement>> measured) {
        List<String> lines = new ArrayList<>();
        measured.forEach((turn, rounds) -> {
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%s, %s: %.2f us each, %.1f a frame, p99 %.2f ms, load %.0f %%",
                    turn.server(),
                    turn.scenario().name(),
                    Median.of(rounds, Measurement::microsEach),
                    Median.of(rounds, Measurement::together),
                    Median.of(rounds, round -> round.latency().p99()),
                    100 * Median.of(rounds, Measurement::loadShare)));
            measured.forEach((base, others) -> {
                boolean first = base.server().equals(turn.server()) && isFirst(base, measured);
                boolean peer = base.scenario().equals(turn.scenario())
                        && !base.server().equals(turn.server());
                if (!base.equals(turn) && (first || peer)) {
                    line.append("; / ")
                            .append(base.server())
                            .append(", ")
                            .append(base.scenario().name());
                    line.append(" = ").append(Ratios.of(rounds, others));
                }
            });
            lines.add(line.toString());
        });
        return lines;
    }

    private static boolean isFirst(Turns.Turn turn, Map<Turns.Turn, List<Measurement>> measured) {
        return measured.keySet().stream()
                .filter(other -> other.server().equals(turn.server()))
                .findFirst()
                .orElseThrow()
                .equals(turn);
    }
}
