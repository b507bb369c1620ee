package dev.halley.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes results into {@code docs/performance.md}, between two marks, and as plots beside it; what is written outside the marks
 * stays.
 *
 * <p>Thread-safety: immutable.
 */
final class Report {

    static final String BEGIN = "<!-- results: written by benchmarks/run report -->";
    static final String END = "<!-- end of results -->";

    private Report() {}

    static void write(Results results, Path docs) throws IOException {
        Path page = docs.resolve("performance.md");
        Files.writeString(page, put(Files.readString(page), new Tables(results).all()));
        Files.writeString(docs.resolve("performance.svg"), Plot.of(Result.read(results)));
        Files.writeString(docs.resolve("performance-growth.svg"), Growth.of(Curves.Point.read(results)));
    }

    /** @throws IOException if the page has no place for it */
    static String put(String page, String tables) throws IOException {
        int from = page.indexOf(BEGIN);
        int to = page.indexOf(END);
        if (from < 0 || to < from) {
            throw new IOException("The page has no place for the results, between " + BEGIN + " and " + END);
        }
        return page.substring(0, from + BEGIN.length()) + "\n\n" + tables + "\n" + page.substring(to);
    }
}
