package dev.halley.json;

import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed JSON value, kept as the text in which it arrived and parsed only on demand.
 *
 * <p>Text that is not well-formed never becomes a {@code RawJson}, because the server writes the text verbatim to other
 * clients' connections. Two values are equal if their texts are equal.
 *
 * <p>Thread-safety: immutable (the parsed value is cached in a benign race).
 *
 * @since 0.1.0
 */
public final class RawJson {

    /** The maximum nesting depth of arrays and objects in any JSON that is read or written. */
    public static final int MAX_DEPTH = 1_000;

    /** The maximum number of characters of a number that {@link #value()} parses; as text it may be longer. */
    public static final int MAX_NUMBER_LENGTH = 1_100;

    /** JSON's {@code null}. */
    public static final RawJson NULL = new RawJson("null");
    /** JSON's {@code true}. */
    public static final RawJson TRUE = new RawJson("true");
    /** JSON's {@code false}. */
    public static final RawJson FALSE = new RawJson("false");
    /** An object without members. */
    public static final RawJson EMPTY_OBJECT = new RawJson("{}");

    private final String text;
    private @Nullable JsonValue value;

    private RawJson(String text) {
        this.text = text;
    }

    /**
     * Validates a text.
     *
     * @param text one JSON value, optionally surrounded by white space
     * @return the value, without the surrounding white space
     * @throws MalformedJsonException if the text is not exactly one well-formed JSON value
     */
    public static RawJson parse(String text) {
        return parse(text, MAX_DEPTH);
    }

    /**
     * Validates a text and its depth.
     *
     * @param text one JSON value, optionally surrounded by white space
     * @param maxDepth the maximum number of arrays and objects open at once, from 0 to {@value #MAX_DEPTH}
     * @return the value, without the surrounding white space
     * @throws MalformedJsonException if the text is not exactly one well-formed JSON value, or nests deeper
     */
    public static RawJson parse(String text, int maxDepth) {
        try (JsonSlicer slicer = new JsonSlicer(text, maxDepth)) {
            slicer.next();
            RawJson value = slicer.slice();
            slicer.finish();
            return value;
        }
    }

    /** @param text exactly one well-formed value, nothing around it */
    static RawJson ofValid(String text) {
        return new RawJson(text);
    }

    /**
     * Converts a Java value: null, RawJson, JsonValue, CharSequence, Number, Boolean, Map, Iterable, array or, if
     * JSON-B is available, any object that it can serialise.
     *
     * <p>An unpaired surrogate becomes U+FFFD.
     *
     * @throws IllegalArgumentException if the value cannot be written as JSON; the message names its class
     */
    public static RawJson from(@Nullable Object value) {
        if (value == null) {
            return NULL;
        }
        return value instanceof RawJson raw ? raw : new RawJson(JsonEncoder.encode(value));
    }

    /** {@return the JSON text, verbatim} */
    public String text() {
        return text;
    }

    /** {@return the number of characters of the text} */
    public int length() {
        return text.length();
    }

    /**
     * Parses the value once, and caches the result.
     *
     * @throws IllegalArgumentException if it contains a number of more than {@value #MAX_NUMBER_LENGTH} characters
     */
    public JsonValue value() {
        JsonValue result = value;
        if (result == null) {
            result = readTree();
            value = result;
        }
        return result;
    }

    private JsonValue readTree() {
        LongNumbers.refuse(text);
        try (JsonReader reader = Parsson.READERS.createReader(new StringReader(text))) {
            return reader.readValue();
        }
    }

    /**
     * {@return the characters of a JSON string, without quotes and with escapes resolved}
     *
     * @throws IllegalStateException if it is not a string
     */
    public String string() {
        if (!isString()) {
            throw new IllegalStateException("The JSON value is not a string.");
        }
        return text.indexOf('\\') < 0 ? text.substring(1, text.length() - 1) : ((JsonString) value()).getString();
    }

    /**
     * {@return whether values can be bound to that type here; this requires JSON-B for all types except those named by
     * {@link #as}}
     */
    public static boolean canBind(Type type) {
        boolean plain = type instanceof Class<?> known
                && (known == RawJson.class || known == String.class || JsonValue.class.isAssignableFrom(known));
        return plain || JsonBinding.isThere(type);
    }

    /**
     * Binds the value to a Java type by JSON-B. {@code RawJson}, the types of JSON-P, and a string as {@code String} do
     * not need JSON-B.
     *
     * @throws IllegalArgumentException if the value does not fit the type or JSON-B is not available, with the type in
     *     the message; or if the value contains a number of more than {@value #MAX_NUMBER_LENGTH} characters
     */
    @SuppressWarnings("unchecked") // the caller says what it expects, as with JSON-B itself
    public <T extends @Nullable Object> T as(Type type) {
        if (type == RawJson.class) {
            return (T) this;
        }
        if (type == String.class && isString()) {
            return (T) string();
        }
        if (type instanceof Class<?> plain && JsonValue.class.isAssignableFrom(plain)) {
            if (!plain.isInstance(value())) {
                throw new IllegalArgumentException("The JSON value does not fit " + type.getTypeName() + ".");
            }
            return (T) value();
        }
        LongNumbers.refuse(text);
        return (T) JsonBinding.read(text, type);
    }

    /** {@return whether it is {@code null}} */
    public boolean isNull() {
        return text.equals("null");
    }

    /** {@return whether it is an object} */
    public boolean isObject() {
        return text.charAt(0) == '{';
    }

    /** {@return whether it is an array} */
    public boolean isArray() {
        return text.charAt(0) == '[';
    }

    /** {@return whether it is a string} */
    public boolean isString() {
        return text.charAt(0) == '"';
    }

    /** {@return whether it is a number} */
    public boolean isNumber() {
        char first = text.charAt(0);
        return first == '-' || first >= '0' && first <= '9';
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
