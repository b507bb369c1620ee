package dev.halley.filter;

import java.util.List;

/**
 * Says that a filter file cannot be used: one sentence for each fault, naming the file and the place in it.
 *
 * <p>Thread-safety: immutable.
 */
public final class FilterFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    FilterFileException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** All that was wrong, one sentence each, in the order of the file; never empty. */
    public List<String> problems() {
        return problems;
    }
}
