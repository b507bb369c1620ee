package dev.halley.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How far apart repeated measurements of one and the same thing are, and what that makes of a difference.
 *
 * <p>A change is worse if it is worse by more than 5 % and by more than twice the spread.
 *
 * <p>Thread-safety: immutable.
 */
final class Spread {

    private static final double SMALLEST = 0.05;

    private Spread() {}

    /**
     * @return the standard deviation of the figures, divided by their mean; zero for fewer than two
     */
    static double of(List<Double> figures) {
        if (figures.size() < 2) {
            return 0;
        }
        double mean =
                figures.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares = figures.stream()
                .mapToDouble(figure -> (figure - mean) * (figure - mean))
                .sum();
        return Math.sqrt(squares / (figures.size() - 1)) / mean;
    }

    /** @return how many times as much as before something may cost without being worse */
    static double bound(double spread) {
        return 1 + Math.max(SMALLEST, 2 * spread);
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @return the spread by the name of what was measured
     * @throws IOException if there is no such file
     */
    static Map<String, Double> read(Path file) throws IOException {
        Map<String, Double> spreads = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split(",");
            spreads.put(cells[0], Double.parseDouble(cells[1]));
        }
        return spreads;
    }

    static void write(Path file, Map<String, Double> spreads) throws IOException {
        List<String> lines = new ArrayList<>();
        spreads.forEach((name, spread) -> lines.add(String.format(Locale.ROOT, "%s,%.4f", name, spread)));
        Files.write(file, lines);
    }
}
