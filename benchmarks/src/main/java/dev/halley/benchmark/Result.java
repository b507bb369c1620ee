package dev.halley.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a comparison came to.
 *
 * <p>Thread-safety: immutable.
 *
 * @param setting what was unusual; empty for nothing
 * @param ratio our cost divided by the peer's; for the highest rate, our rate divided by the peer's
 * @param spread of the rounds' ratios, see {@link Spread}
 */
record Result(
        String scenario,
        String server,
        String peer,
        String setting,
        double ratio,
        double spread,
        Figures ours,
        Figures theirs) {

    private static final String KIND = "compare";

    /** Medians over the rounds. */
    record Figures(double micros, double perSecond, double p50, double p99) {

        private static final int COUNT = 4;

        static Figures of(List<Measurement> rounds) {
            return new Figures(
                    Median.of(rounds, Measurement::microsEach),
                    Median.of(rounds, Measurement::perSecond),
                    Median.of(rounds, round -> round.latency().p50()),
                    Median.of(rounds, round -> round.latency().p99()));
        }

        private List<String> cells() {
            return List.of(
                    String.format(Locale.ROOT, "%.3f", micros),
                    String.format(Locale.ROOT, "%.0f", perSecond),
                    String.format(Locale.ROOT, "%.3f", p50),
                    String.format(Locale.ROOT, "%.3f", p99));
        }

        private static Figures parse(Results.Line line, int from) {
            return new Figures(line.figure(from), line.figure(from + 1), line.figure(from + 2), line.figure(from + 3));
        }
    }

    static Result of(Comparison.Outcome outcome, String server, String setting) {
        return new Result(
                outcome.scenario().name(),
                server,
                outcome.peer(),
                setting,
                outcome.ratio(figure(outcome.scenario())),
                Spread.of(outcome.ratios(figure(outcome.scenario()))),
                Figures.of(outcome.ours()),
                Figures.of(outcome.theirs()));
    }

    private static ToDoubleFunction<Measurement> figure(Scenario scenario) {
        return rate(scenario) ? Measurement::perSecond : Measurement::microsEach;
    }

    private static boolean rate(Scenario scenario) {
        return scenario.kind() == Scenario.Kind.HIGHEST_RATE;
    }

    boolean isRate() {
        return rate(Scenario.all().get(scenario));
    }

    /** @return whether the target is reached; measured beside CometD, with everything as usual */
    boolean met() {
        double target = Scenario.all().get(scenario).target();
        return isRate() ? ratio >= target : ratio <= target;
    }

    /** @return what tells this row from others */
    String row() {
        return scenario + ", " + server + " beside " + peer + (setting.isEmpty() ? "" : ", " + setting);
    }

    boolean isSameRow(Result other) {
        return row().equals(other.row());
    }

    String sentence() {
        return String.format(
                Locale.ROOT,
                "  %s: %s / %s = %.3f, spread %.3f (%.2f and %.2f us each; %,.0f and %,.0f a second)",
                scenario,
                server,
                peer,
                ratio,
                spread,
                ours.micros,
                theirs.micros,
                ours.perSecond,
                theirs.perSecond);
    }

    Results.Line line() {
        List<String> figures = new ArrayList<>();
        figures.add(String.format(Locale.ROOT, "%.4f", ratio));
        figures.addAll(ours.cells());
        figures.addAll(theirs.cells());
        figures.add(String.format(Locale.ROOT, "%.4f", spread));
        return new Results.Line(KIND, List.of(scenario, server, peer, setting), figures);
    }

    static Result parse(Results.Line line) {
        List<String> key = line.key();
        return new Result(
                key.get(0),
                key.get(1),
                key.get(2),
                key.get(3),
                line.figure(0),
                line.figure(1 + 2 * Figures.COUNT),
                Figures.parse(line, 1),
                Figures.parse(line, 1 + Figures.COUNT));
    }

    /** @return the latest of each scenario and peer, in the order of the scenarios */
    static List<Result> read(Results results) throws IOException {
        List<String> order = new ArrayList<>(Scenario.all().keySet());
        return results.of(KIND).stream()
                .map(Result::parse)
                .sorted(Comparator.comparingInt(read -> order.indexOf(read.scenario)))
                .toList();
    }
}
