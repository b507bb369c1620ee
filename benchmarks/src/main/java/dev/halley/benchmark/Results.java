package dev.halley.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The file that the report is made from: a line for each result, with its kind first; later ones take the place of earlier ones.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Results {

    private final Path file;

    Results(Path file) {
        this.file = file;
    }

    /**
     * One result.
     *
     * @param kind which of the tables it belongs to
     * @param key what makes it another one than the other results of that table
     * @param figures what was measured
     */
    record Line(String kind, List<String> key, List<String> figures) {

        Line {
            key = List.copyOf(key);
            figures = List.copyOf(figures);
        }

        double figure(int index) {
            return Double.parseDouble(figures.get(index));
        }

        private String csv() {
            return String.join(",", kind, String.join("|", key), String.join(",", figures));
        }

        private static Line parse(String csv) {
            String[] cells = csv.split(",", -1);
            return new Line(
                    cells[0], List.of(cells[1].split("\\|", -1)), List.of(cells).subList(2, cells.length));
        }
    }

    void add(Line line) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, line.csv() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** @return the latest of each key, in the order in which they first came; nothing if there is no file */
    Collection<Line> of(String kind) throws IOException {
        Map<List<String>, Line> latest = new LinkedHashMap<>();
        if (Files.exists(file)) {
            for (String csv : Files.readAllLines(file)) {
                Line line = Line.parse(csv);
                if (line.kind.equals(kind)) {
                    latest.put(line.key, line);
                }
            }
        }
        return latest.values();
    }
}
