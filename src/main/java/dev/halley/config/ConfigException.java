package dev.halley.config;

import java.util.List;

/**
 * Says that settings are not valid: one sentence each, naming key, source, value and what was allowed.
 *
 * <p>Thread-safety: immutable.
 */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // what List.copyOf makes can be serialized
    private final List<String> problems;

    ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** All that was wrong, one sentence each, in the order in which the settings are read; never empty. */
    public List<String> problems() {
        return problems;
    }
}
