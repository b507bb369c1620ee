package dev.halley.json;

import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a Java value as JSON: what JSON has a form for is written here, everything else by JSON-B.
 *
 * <p>Thread-safety: confined to one call of {@link RawJson#from}.
 */
final class JsonEncoder {

    private final StringBuilder out = new StringBuilder();
    private int depth;

    static String encode(Object value) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.append(value);
        return encoder.out.toString();
    }

    private void append(@Nullable Object value) {
        if (value == null || value == JsonValue.NULL) {
            out.append("null");
        } else if (value instanceof RawJson raw) {
            out.append(raw.text());
        } else if (value instanceof CharSequence text) {
            JsonText.appendQuoted(out, text);
        } else if (value instanceof JsonString string) {
            JsonText.appendQuoted(out, string.getString());
        } else if (value instanceof Number number) {
            appendNumber(number);
        } else if (value instanceof Boolean || value == JsonValue.TRUE || value == JsonValue.FALSE) {
            out.append(value);
        } else if (value instanceof Map<?, ?> map) {
            appendObject(map);
        } else if (value instanceof JsonValue json && !(value instanceof Iterable)) {
            out.append(RawJson.parse(json.toString()).text());
        } else if (value instanceof Iterable<?> elements) {
            appendArray(elements);
        } else if (value.getClass().isArray()) {
            appendJavaArray(value);
        } else {
            out.append(JsonBinding.write(value).text());
        }
    }

    private void appendNumber(Number number) {
        if (number instanceof Double || number instanceof Float) {
            if (!Double.isFinite(number.doubleValue())) {
                throw new IllegalArgumentException("JSON has no form for NaN and for infinite numbers.");
            }
            out.append(number);
        } else if (number instanceof Integer
                || number instanceof Long
                || number instanceof Short
                || number instanceof Byte
                || number instanceof BigInteger
                || number instanceof BigDecimal) {
            out.append(number);
        } else {
            out.append(JsonBinding.write(number).text());
        }
    }

    private void appendObject(Map<?, ?> map) {
        open('{');
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (entry.getKey() == null) {
                throw new IllegalArgumentException("The map has a null key; a member of a JSON object has a name.");
            }
            if (!first) {
                out.append(',');
            }
            first = false;
            JsonText.appendQuoted(out, entry.getKey().toString());
            out.append(':');
            append(entry.getValue());
        }
        close('}');
    }

    private void appendArray(Iterable<?> elements) {
        open('[');
        boolean first = true;
        for (Object element : elements) {
            if (!first) {
                out.append(',');
            }
            first = false;
            append(element);
        }
        close(']');
    }

    private void appendJavaArray(Object array) {
        open('[');
        for (int i = 0; i < Array.getLength(array); i++) {
            if (i > 0) {
                out.append(',');
            }
            append(Array.get(array, i));
        }
        close(']');
    }

    private void open(char bracket) {
        // Also ends the way round a collection that contains itself.
        if (++depth > RawJson.MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "Maps, collections and arrays may nest at most " + RawJson.MAX_DEPTH + " deep.");
        }
        out.append(bracket);
    }

    private void close(char bracket) {
        depth--;
        out.append(bracket);
    }
}
