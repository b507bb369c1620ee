package dev.halley.json;

import jakarta.json.JsonValue;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * One well-formed JSON value, kept as the text it came in and parsed only when somebody asks.
 *
 * <p>A text that is not well-formed never becomes a {@code RawJson}: it is written verbatim to other people's
 * connections. Equality is equality of the text.
 *
 * <p>Thread-safety: immutable (the parsed value is cached in a benign race).
 */
public final class RawJson {

    public static final RawJson NULL = new RawJson("null");
    public static final RawJson TRUE = new RawJson("true");
    public static final RawJson FALSE = new RawJson("false");
    public static final RawJson EMPTY_OBJECT = new RawJson("{}");

    private final String text;
    private @Nullable JsonValue value;

    private RawJson(String text) {
        this.text = text;
    }

    /**
     * Validates a text.
     *
     * @param text one JSON value, white space around it allowed
     * @return the value, without the white space around it
     * @throws MalformedJsonException if the text is not exactly one well-formed JSON value
     */
    public static RawJson parse(String text) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes a Java value: null, RawJson, JsonValue, CharSequence, Number, Boolean, Map, Iterable, array or, where there
     * is JSON-B, any object that it can serialise.
     *
     * @throws IllegalArgumentException if the value cannot be written as JSON; the message names its class
     */
    public static RawJson from(@Nullable Object value) {
        throw new UnsupportedOperationException();
    }

    /** @return the JSON text, verbatim */
    public String text() {
        return text;
    }

    /** @return the number of characters of the text */
    public int length() {
        return text.length();
    }

    /** @return the parsed value; parsed once */
    public JsonValue value() {
        throw new UnsupportedOperationException();
    }

    /**
     * Binds the value to a Java type by JSON-B.
     *
     * @throws IllegalArgumentException if it does not fit, or no JSON-B is there; the message names the type
     */
    public <T> T as(Type type) {
        throw new UnsupportedOperationException();
    }

    public boolean isNull() {
        return text.equals("null");
    }

    public boolean isObject() {
        return text.charAt(0) == '{';
    }

    public boolean isArray() {
        return text.charAt(0) == '[';
    }

    public boolean isString() {
        return text.charAt(0) == '"';
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawJson that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
