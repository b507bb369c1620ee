package dev.halley.protocol;

import dev.halley.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * The {@code id} of a message, echoed as it arrived: a string stays a string, a number stays a number.
 *
 * <p>Thread-safety: immutable.
 *
 * @param json a JSON string or a JSON number of at most {@value #MAX_LENGTH} characters
 * @since 0.1.0
 */
public record MessageId(RawJson json) {

    /** The maximum number of characters of an id; an escape counts as the character that it represents. */
    public static final int MAX_LENGTH = 1024;

    private static final int LONGEST_ESCAPE = 6;

    /** @throws IllegalArgumentException if it is neither a string nor a number, or too long */
    public MessageId {
        if (!isLegal(json)) {
            throw new IllegalArgumentException(
                    "An id is a JSON string or number of at most " + MAX_LENGTH + " characters.");
        }
    }

    /** {@return the id as it arrived, or null if there is none or it is not legal} */
    static @Nullable MessageId ofJson(@Nullable RawJson json) {
        return json == null || !isLegal(json) ? null : new MessageId(json);
    }

    private static boolean isLegal(RawJson json) {
        if (json.isNumber()) {
            return json.length() <= MAX_LENGTH;
        }
        return json.isString()
                && (json.length() <= MAX_LENGTH + 2
                        || json.length() <= LONGEST_ESCAPE * MAX_LENGTH + 2
                                && json.string().length() <= MAX_LENGTH);
    }

    /**
     * Creates an id from a text.
     *
     * @param id becomes a JSON string
     * @throws IllegalArgumentException if it is too long
     */
    public static MessageId of(String id) {
        return new MessageId(RawJson.from(id));
    }

    /**
     * Creates an id from a number.
     *
     * @param id stays a JSON number
     */
    public static MessageId of(long id) {
        return new MessageId(RawJson.from(id));
    }

    /** {@return the id's JSON text, quoted if it is a string} */
    @Override
    public String toString() {
        return json.text();
    }
}
