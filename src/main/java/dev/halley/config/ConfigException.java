package dev.halley.config;

import java.util.List;

/**
 * Thrown when settings are not valid. The message has one sentence per setting, which names key, source, value and what
 * is allowed.
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

    /** {@return all errors, one sentence each, in the order in which the settings are read; never empty} */
    public List<String> problems() {
        return problems;
    }
}
