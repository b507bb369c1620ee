package dev.halley.benchmark.server;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lives on a heap: objects and bytes of each class.
 *
 * <p>Thread-safety: immutable.
 */
public record Histogram(Map<String, Row> rows) {

    private static final Pattern ROW =
            Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*$", Pattern.MULTILINE);

    /** Objects of one class. */
    public record Row(String type, long objects, long bytes) {}

    static Histogram parse(String text) throws IOException {
        Map<String, Row> rows = new TreeMap<>();
        Matcher row = ROW.matcher(text);
        while (row.find()) {
            String type = row.group(3);
            Row read = new Row(type, Long.parseLong(row.group(1)), Long.parseLong(row.group(2)));
            rows.merge(type, read, (a, b) -> new Row(type, a.objects + b.objects, a.bytes + b.bytes));
        }
        if (rows.isEmpty()) {
            throw new IOException("the JVM gave no histogram: " + text);
        }
        return new Histogram(Map.copyOf(rows));
    }

    /** @return bytes of all classes together */
    public long bytes() {
        return rows.values().stream().mapToLong(Row::bytes).sum();
    }

    /** @return of each class, what there is more of than before */
    public Map<String, Row> since(Histogram before) {
        Map<String, Row> more = new TreeMap<>();
        rows.forEach((type, row) -> {
            Row old = before.rows.getOrDefault(type, new Row(type, 0, 0));
            more.put(type, new Row(type, row.objects - old.objects, row.bytes - old.bytes));
        });
        return more;
    }
}
