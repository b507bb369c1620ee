package dev.halley.benchmark;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The middle of figures, which one disturbed round does not move.
 *
 * <p>Thread-safety: immutable.
 */
final class Median {

    private Median() {}

    /** @throws IllegalArgumentException if there are no figures */
    static double of(List<Double> figures) {
        if (figures.isEmpty()) {
            throw new IllegalArgumentException("There is no median of nothing.");
        }
        List<Double> sorted = figures.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    static double of(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
        return of(rounds.stream().map(figure::applyAsDouble).toList());
    }
}
