package dev.halley;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two classes of one package, the first of which uses or owns the second; as the lists of exceptions have them. */
record ClassPair(String from, String to) implements Comparable<ClassPair> {

    private static final Pattern LINE = Pattern.compile("(\\S+) -> (\\S+): (\\S.*)");

    @Override
    public int compareTo(ClassPair other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return from + " -> " + to;
    }

    /** @return the pairs that a file beside this class lists, with the reason of each */
    static Map<ClassPair, String> listed(String file) {
        try (InputStream list = ClassPair.class.getResourceAsStream(file)) {
            return parse(new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads lines of the form {@code package.A -> package.B: reason}; leaves out empty ones and comments. */
    static Map<ClassPair, String> parse(List<String> lines) {
        Map<ClassPair, String> pairs = new TreeMap<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "Each line is \"package.A -> package.B: reason\", but one is: " + line);
            }
            if (pairs.put(new ClassPair(parts.group(1), parts.group(2)), parts.group(3)) != null) {
                throw new IllegalArgumentException("Listed twice: " + line);
            }
        }
        return pairs;
    }
}
