package dev.halley.benchmark.jcstress;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Forbidden outcomes that races are known to have, each with the reason why it is borne for now. They fail nothing; all others do.
 *
 * <p>Thread-safety: immutable.
 */
final class KnownFailures {

    /** A race by the name of its class, and one of its outcomes. */
    record Failure(String race, String outcome) {}

    private final Map<Failure, String> reasons;

    private KnownFailures(Map<Failure, String> reasons) {
        this.reasons = reasons;
    }

    static KnownFailures read() {
        try (InputStream file = KnownFailures.class.getResourceAsStream("known-failures.txt")) {
            return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads lines of the form {@code race | outcome | reason}; leaves out empty ones and comments. */
    static KnownFailures parse(List<String> lines) {
        Map<Failure, String> reasons = new LinkedHashMap<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("\\s*\\|\\s*", 3);
            if (parts.length < 3 || parts[2].isBlank()) {
                throw new IllegalArgumentException("Each line is \"race | outcome | reason\", but one is: " + line);
            }
            if (reasons.put(new Failure(parts[0], parts[1]), parts[2]) != null) {
                throw new IllegalArgumentException("Listed twice: " + line);
            }
        }
        return new KnownFailures(reasons);
    }

    boolean contains(Failure failure) {
        return reasons.containsKey(failure);
    }

    String reason(Failure failure) {
        return reasons.get(failure);
    }

    /** @return the races that are listed and not there */
    List<String> gone() {
        return reasons.keySet().stream()
                .map(Failure::race)
                .filter(race -> KnownFailures.class.getResource("/" + race.replace('.', '/') + ".class") == null)
                .distinct()
                .toList();
    }

    /** @return what is listed for races that were tried and did not show it this time */
    List<Failure> notSeen(Set<String> tried, Set<Failure> seen) {
        return reasons.keySet().stream()
                .filter(failure -> tried.contains(failure.race()) && !seen.contains(failure))
                .toList();
    }
}
