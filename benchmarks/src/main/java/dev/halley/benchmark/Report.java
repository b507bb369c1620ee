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

    /** Around what is written of other containers. */
    static final String CONTAINERS_BEGIN = "<!-- containers: written by benchmarks/run containers -->";

    static final String CONTAINERS_END = "<!-- end of containers -->";

    private Report() {}

    static void write(Results results, Path docs) throws IOException {
        Path page = docs.resolve("performance.md");
        Files.writeString(page, put(Files.readString(page), BEGIN, END, new Tables(results).all()));
        Files.writeString(docs.resolve("performance.svg"), Plot.of(Result.read(results)));
        Files.writeString(docs.resolve("performance-growth.svg"), Growth.of(Curves.Point.read(results)));
    }

    /** Writes what was measured on other containers. */
    static void writeContainers(Results results, Path docs) throws IOException {
        Path page = docs.resolve("performance.md");
        String tables = new ContainerTables(results).all();
        Files.writeString(page, put(Files.readString(page), CONTAINERS_BEGIN, CONTAINERS_END, tables));
    }

    /** @throws IOException if the page has no place for it */
    static String put(String page, String begin, String end, String tables) throws IOException {
        int from = page.indexOf(begin);
        int to = page.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException("The page has no place for the results, between " + begin + " and " + end);
        }
        return page.substring(0, from + begin.length()) + "\n\n" + tables + "\n" + page.substring(to);
    }
}
