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
 * Measures several scenarios on several servers, all in turn, so that what the machine does meanwhile meets all of them.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Turns {

    /** What is measured in a round. */
    record Turn(String server, Scenario scenario) {}

    private final Map<Turn, ServerProcess> turns = new LinkedHashMap<>();
    private final Map<Turn, List<Measurement>> measured = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final Comparison.Plan plan;
    private final PrintStream out;

    /** @param plan its warm-up is that of each server, shared by the scenarios */
    Turns(Comparison.Plan plan, PrintStream out) {
        this.plan = plan;
        this.out = out;
    }

    /** Adds a turn, if the server can do that at all. */
    void add(ServerProcess server, Scenario scenario) {
        if (Servers.can(server.name(), scenario)) {
            turns.put(new Turn(server.name(), scenario), server);
        }
    }

    /**
     * Warms up and measures.
     *
     * @return as many rounds of each; of one that showed a fault twice in a round, nothing
     */
    Map<Turn, List<Measurement>> measure() throws IOException {
        long scenarios = turns.keySet().stream().map(Turn::scenario).distinct().count();
        Duration share = plan.warmUp().dividedBy(scenarios);
        for (Turn turn : List.copyOf(turns.keySet())) {
            attempt(turn, share);
        }
        turns.keySet().forEach(turn -> measured.put(turn, new ArrayList<>()));
        for (int i = 0; i < plan.rounds(); i++) {
            List<Turn> order = new ArrayList<>(turns.keySet());
            Collections.rotate(order, i);
            for (Turn turn : order) {
                Measurement round = attempt(turn, plan.round());
                if (round != null) {
                    measured.get(turn).add(round);
                    tell(i + 1, turn, round);
                }
            }
        }
        return measured;
    }

    /** @return what gave no result, in sentences */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** A round with a fault is no result: it is done again, once. */
    private Measurement attempt(Turn turn, Duration time) throws IOException {
        try {
            return Runner.run(turn.scenario, turns.get(turn), time);
        } catch (Fault first) {
            out.println("  once more, for " + first.getMessage());
        }
        try {
            return Runner.run(turn.scenario, turns.get(turn), time);
        } catch (Fault second) {
            turns.remove(turn);
            measured.remove(turn);
            failures.add(turn.scenario.name() + " on " + turn.server + ": " + second.getMessage());
            return null;
        }
    }

    private void tell(int number, Turn turn, Measurement round) {
        out.printf(
                Locale.ROOT,
                "  round %d: %-8s %-10s %8.2f us each  %4.1f a frame  load %3.0f %%%n",
                number,
                turn.server,
                turn.scenario.name(),
                round.microsEach(),
                round.together(),
                100 * round.loadShare());
    }
}
