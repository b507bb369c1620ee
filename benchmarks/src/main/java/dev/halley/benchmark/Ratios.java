package dev.halley.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How many times as much processor time one thing takes as another that was measured in the same rounds.
 *
 * <p>Each round is divided by the one beside it, so that what the machine did meanwhile meets both.
 *
 * <p>Thread-safety: immutable.
 */
record Ratios(double median, double least, double most) {

    /**
     * @param rounds of what is divided
     * @param base of what it is divided by, as many
     * @throws IllegalArgumentException if there are no rounds, or another number of them
     */
    static Ratios of(List<Measurement> rounds, List<Measurement> base) {
        if (rounds.size() != base.size()) {
            throw new IllegalArgumentException(
                    "There are " + rounds.size() + " rounds to be divided by " + base.size() + ".");
        }
        List<Double> ratios = IntStream.range(0, rounds.size())
                .mapToObj(i -> rounds.get(i).microsEach() / base.get(i).microsEach())
                .sorted()
                .toList();
        return new Ratios(Median.of(ratios), ratios.get(0), ratios.get(ratios.size() - 1));
    }

    /** @return for people: the median, and in brackets the least and the most */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, least, most);
    }
}
