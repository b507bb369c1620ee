package dev.halley.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
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

    /** What is measured, and how much more of it than before is too much. */
    enum Figure {
        /** Noise moves it by a tenth or two: see {@code benchmarks/README.md}. */
        PROCESSOR("us of processor time", 1.30, Measurement::microsEach),
        /** Counted by the JVM; what the JIT has come to, and how much goes into one frame, move it. */
        ALLOCATION("bytes allocated", 1.35, Measurement::bytesEach);

        private final String title;
        private final double bound;
        private final ToDoubleFunction<Measurement> of;

        Figure(String title, double bound, ToDoubleFunction<Measurement> of) {
            this.title = title;
            this.bound = bound;
            this.of = of;
        }
    }

    private final Comparison comparison;
    private final PrintStream out;

    Guard(Comparison comparison, PrintStream out) {
        this.comparison = comparison;
        this.out = out;
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

    private static Stream<String> both(Comparison.Outcome first, List<Comparison.Outcome> again) {
        return again.stream()
                .filter(second ->
                        second.scenario().name().equals(first.scenario().name()))
                .flatMap(second -> beyond(second).entrySet().stream())
                .filter(figure -> beyond(first).containsKey(figure.getKey()))
                .map(Map.Entry::getValue);
    }

    private static Map<Figure, String> beyond(Comparison.Outcome outcome) {
        Map<Figure, String> beyond = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            boolean judged = figure != Figure.PROCESSOR || !outcome.disturbed();
            if (judged && outcome.ratio(figure.of) > figure.bound) {
                beyond.put(figure, sentence(outcome, figure));
            }
        }
        return beyond;
    }

    private static String sentence(Comparison.Outcome outcome, Figure figure) {
        return String.format(
                Locale.ROOT,
                "%s: %s for each delivery %.2f, before %.2f: %.3f times as much, %.2f allowed",
                outcome.scenario().name(),
                figure.title,
                Median.of(outcome.ours(), figure.of),
                Median.of(outcome.theirs(), figure.of),
                outcome.ratio(figure.of),
                figure.bound);
    }
}
