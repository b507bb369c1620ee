package dev.halley.json;

/**
 * Thrown when a text is not the expected JSON; tells where.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class MalformedJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long line;
    private final long column;

    /**
     * @param reason what is wrong, a sentence without any part of the input
     * @param line the line of the fault, from 1; -1 if unknown
     * @param column the column of the fault, from 1; -1 if unknown
     */
    public MalformedJsonException(String reason, long line, long column) {
        super(line < 1 ? reason : reason + " (line " + line + ", column " + column + ")");
        this.line = line;
        this.column = column;
    }

    /** {@return the line of the fault, from 1; -1 if unknown} */
    public long line() {
        return line;
    }

    /** {@return the column of the fault, from 1; -1 if unknown} */
    public long column() {
        return column;
    }
}
