package dev.halley.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a comparison came to: one line of the file that the report is made from.
 *
 * <p>Thread-safety: immutable.
 *
 * @param ratio Halley's cost divided by the peer's; for the highest rate, Halley's rate divided by the peer's
 */
record Results(String scenario, String peer, int rounds, double ratio, Figures ours, Figures theirs) {

    /** Medians over the rounds. */
    record Figures(double micros, double perSecond, double p50, double p99) {

        static Figures of(List<Measurement> rounds) {
            return new Figures(
                    Comparison.Outcome.median(rounds, Measurement::microsEach),
                    Comparison.Outcome.median(rounds, Measurement::perSecond),
                    Comparison.Outcome.median(rounds, round -> round.latency().p50()),
                    Comparison.Outcome.median(rounds, round -> round.latency().p99()));
        }

        private String csv() {
            return String.format(Locale.ROOT, "%.3f,%.0f,%.3f,%.3f", micros, perSecond, p50, p99);
        }

        private static Figures parse(String[] cells, int from) {
            return new Figures(
                    Double.parseDouble(cells[from]),
                    Double.parseDouble(cells[from + 1]),
                    Double.parseDouble(cells[from + 2]),
                    Double.parseDouble(cells[from + 3]));
        }
    }

    static Results of(Comparison.Outcome outcome) {
        boolean rate = outcome.scenario().kind() == Scenario.Kind.HIGHEST_RATE;
        return new Results(
                outcome.scenario().name(),
                outcome.peer(),
                outcome.ours().size(),
                outcome.ratio(rate ? Measurement::perSecond : Measurement::microsEach),
                Figures.of(outcome.ours()),
                Figures.of(outcome.theirs()));
    }

    String sentence() {
        return String.format(
                Locale.ROOT,
                "  %s: halley / %s = %.3f (%.2f and %.2f us each; %,.0f and %,.0f a second)",
                scenario,
                peer,
                ratio,
                ours.micros,
                theirs.micros,
                ours.perSecond,
                theirs.perSecond);
    }

    static void add(Path file, Results results) throws IOException {
        String line = String.join(
                ",",
                results.scenario,
                results.peer,
                Integer.toString(results.rounds),
                String.format(Locale.ROOT, "%.4f", results.ratio),
                results.ours.csv(),
                results.theirs.csv());
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** @return the latest of each scenario and peer, in the order of the scenarios */
    static List<Results> read(Path file) throws IOException {
        Map<String, Results> latest = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split(",");
            Results read = new Results(
                    cells[0],
                    cells[1],
                    Integer.parseInt(cells[2]),
                    Double.parseDouble(cells[3]),
                    Figures.parse(cells, 4),
                    Figures.parse(cells, 8));
            latest.put(read.scenario + " " + read.peer, read);
        }
        List<String> order = new ArrayList<>(Scenario.all().keySet());
        return latest.values().stream()
                .sorted(java.util.Comparator.comparingInt(read -> order.indexOf(read.scenario)))
                .toList();
    }
}
