package dev.halley.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Writes results as a table into {@code docs/performance.md}, and as a plot beside it.
 *
 * <p>Thread-safety: immutable.
 */
final class Report {

    private static final String BEGIN = "<!-- results: written by benchmarks/run report -->";
    private static final String END = "<!-- end of results -->";

    private Report() {}

    static void write(Path results, Path docs) throws IOException {
        List<Results> rows = Results.read(results);
        Path page = docs.resolve("performance.md");
        String text = Files.readString(page);
        int from = text.indexOf(BEGIN);
        int to = text.indexOf(END);
        if (from < 0 || to < from) {
            throw new IOException(page + " has no place for the results, between " + BEGIN + " and " + END);
        }
        Files.writeString(
                page, text.substring(0, from + BEGIN.length()) + "\n\n" + table(rows) + "\n" + text.substring(to));
        Files.writeString(docs.resolve("performance.svg"), Plot.of(rows));
    }

    private static String table(List<Results> rows) {
        StringBuilder table =
                new StringBuilder("| work | peer | Halley | peer | ratio | target | p99, Halley | p99, peer |\n"
                        + "|---|---|--:|--:|--:|--:|--:|--:|\n");
        for (Results row : rows) {
            Scenario scenario = Scenario.all().get(row.scenario());
            boolean rate = scenario.kind() == Scenario.Kind.HIGHEST_RATE;
            String target = row.peer().equals("cometd") ? (rate ? "≥ " : "≤ ") + scenario.target() : "";
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %.2f | %s | %s | %s |%n",
                    scenario.title(),
                    row.peer(),
                    figure(row.ours(), rate),
                    figure(row.theirs(), rate),
                    row.ratio(),
                    target,
                    millis(row.ours()),
                    millis(row.theirs())));
        }
        return table.toString();
    }

    private static String figure(Results.Figures figures, boolean rate) {
        return rate
                ? String.format(Locale.ROOT, "%,.0f/s", figures.perSecond())
                : String.format(Locale.ROOT, "%.2f µs", figures.micros());
    }

    private static String millis(Results.Figures figures) {
        return figures.p99() == 0 ? "" : String.format(Locale.ROOT, "%.2f ms", figures.p99());
    }
}
