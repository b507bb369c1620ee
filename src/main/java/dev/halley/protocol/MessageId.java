package dev.halley.protocol;

import dev.halley.json.RawJson;

/**
 * The {@code id} of a message, echoed as it came: a string stays a string, a number stays a number.
 *
 * <p>Thread-safety: immutable.
 *
 * @param json a JSON string of at most {@value #MAX_LENGTH} characters, or a JSON number
 */
public record MessageId(RawJson json) {

    public static final int MAX_LENGTH = 1024;

    /** @param id the id as text; becomes a JSON string */
    public static MessageId of(String id) {
        return new MessageId(RawJson.from(id));
    }

    /** @param id the id as a number; stays a JSON number */
    public static MessageId of(long id) {
        return new MessageId(RawJson.from(id));
    }

    /** @return the id's JSON text, quoted when it is a string */
    @Override
    public String toString() {
        return json.text();
    }
}
