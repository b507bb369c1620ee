package dev.halley.service;

import dev.halley.protocol.BayeuxError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says that a message's data does not fit a method's parameter.
 *
 * <p>Thread-safety: immutable.
 */
final class BadDataException extends RuntimeException {

    /** What its sender is answered. */
    static final BayeuxError ERROR = BayeuxError.FIELD_INVALID.with("data");

    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> violations;

    /** @param violations what is wrong, by the path of the value; goes to the client */
    BadDataException(Map<String, String> violations, @Nullable Throwable cause) {
        super("The data is not valid: " + violations, cause);
        this.violations = violations;
    }

    static BadDataException notNull() {
        return new BadDataException(Map.of("data", "must not be null"), null);
    }

    Map<String, String> violations() {
        return violations;
    }
}
