package dev.halley.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Compares two versions of Halley, and says whether the new one costs more than noise explains.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Guard {

    /** What is measured. */
    enum Figure {
        PROCESSOR("us of processor time", Measurement::microsEach),
        /** Counted by the JVM; what the JIT has come to, and how much goes into one frame, move it. */
        ALLOCATION("bytes allocated", Measurement::bytesEach);

        private final String title;
        private final ToDoubleFunction<Measurement> of;

        Figure(String title, ToDoubleFunction<Measurement> of) {
            this.title = title;
            this.of = of;
        }

        private String of(Scenario scenario) {
            return scenario.name() + " " + name().toLowerCase(Locale.ROOT);
        }
    }

    private final Comparison comparison;
    private final Map<String, Double> spreads;
    private final PrintStream out;

    /** @param spreads what {@link #spread} has found; a figure that it lacks has none */
    Guard(Comparison comparison, Map<String, Double> spreads, PrintStream out) {
        this.comparison = comparison;
        this.spreads = spreads;
        this.out = out;
    }

    /**
     * Compares a version with itself again and again.
     *
     * @param same the server that is the measure, of the same version
     * @param runs how often
     * @return the spread of each figure of each scenario
     */
    Map<String, Double> spread(List<Scenario> scenarios, String same, int runs) throws IOException {
        Map<String, List<Double>> ratios = new LinkedHashMap<>();
        for (int run = 1; run <= runs; run++) {
            out.println("Run " + run + " of " + runs);
            for (Comparison.Outcome outcome : measure(scenarios, same)) {
                for (Figure figure : Figure.values()) {
                    ratios.computeIfAbsent(figure.of(outcome.scenario()), name -> new ArrayList<>())
                            .add(outcome.ratio(figure.of));
                }
            }
        }
        Map<String, Double> found = new LinkedHashMap<>();
        ratios.forEach((name, all) -> {
            found.put(name, Spread.of(all));
            out.printf(Locale.ROOT, "%s: spread %.4f of %s%n", name, found.get(name), all);
        });
        return found;
    }

    private double bound(Comparison.Outcome outcome, Figure figure) {
        return Spread.bound(spreads.getOrDefault(figure.of(outcome.scenario()), 0.0));
    }

    /**
     * Measures, and where something is beyond its bound, measures that again.
     *
     * @param base the server that is the measure
     * @return what is beyond its bound both times; empty if all is well
     */
    List<String> check(List<Scenario> scenarios, String base) throws IOException {
        List<Comparison.Outcome> first = measure(scenarios, base);
        List<Scenario> suspects = first.stream()
                .filter(outcome -> !beyond(outcome).isEmpty())
                .map(Comparison.Outcome::scenario)
                .toList();
        if (suspects.isEmpty()) {
            return List.of();
        }
        out.println("Once more, to be sure.");
        List<Comparison.Outcome> again = measure(suspects, base);
        return first.stream().flatMap(outcome -> both(outcome, again)).toList();
    }

    private List<Comparison.Outcome> measure(List<Scenario> scenarios, String base) throws IOException {
        List<Comparison.Outcome> outcomes = new ArrayList<>();
        comparison.run(scenarios, base, outcome -> {
            outcomes.add(outcome);
            for (Figure figure : Figure.values()) {
                out.println("  " + sentence(outcome, figure));
            }
            if (outcome.disturbed()) {
                out.println("  The machine has other work: processor time is not judged.");
            }
        });
        if (!comparison.failures().isEmpty()) {
            throw new IOException(String.join("; ", comparison.failures()));
        }
        return outcomes;
    }

    private Stream<String> both(Comparison.Outcome first, List<Comparison.Outcome> again) {
        return again.stream()
                .filter(second ->
                        second.scenario().name().equals(first.scenario().name()))
                .flatMap(second -> beyond(second).entrySet().stream())
                .filter(figure -> beyond(first).containsKey(figure.getKey()))
                .map(Map.Entry::getValue);
    }

    private Map<Figure, String> beyond(Comparison.Outcome outcome) {
        Map<Figure, String> beyond = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            boolean judged = figure != Figure.PROCESSOR || !outcome.disturbed();
            if (judged && outcome.ratio(figure.of) > bound(outcome, figure)) {
                beyond.put(figure, sentence(outcome, figure));
            }
        }
        return beyond;
    }

    private String sentence(Comparison.Outcome outcome, Figure figure) {
        return String.format(
                Locale.ROOT,
                "%s: %s for each delivery %.2f, before %.2f: %.3f times as much, %.2f allowed",
                outcome.scenario().name(),
                figure.title,
                Median.of(outcome.ours(), figure.of),
                Median.of(outcome.theirs(), figure.of),
                outcome.ratio(figure.of),
                bound(outcome, figure));
    }
}
