package dev.halley.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Iterator;
import java.util.TreeSet;

/**
 * Writes JSON in a form that is the same for all texts of the same value: members in the order of their names, numbers without zeros that say
 * nothing, no white space.
 *
 * <p>Thread-safety: confined to one call of {@link #of}.
 */
public final class CanonicalJson {

    private final StringBuilder out = new StringBuilder();

    private CanonicalJson() {}

    /** @throws IllegalArgumentException if it has a number that {@link RawJson#value} refuses */
    public static RawJson of(RawJson json) {
        if (json.isString()) {
            return RawJson.ofValid(JsonText.quote(json.string()));
        }
        CanonicalJson canonical = new CanonicalJson();
        canonical.append(json.value());
        return RawJson.ofValid(canonical.out.toString());
    }

    private void append(JsonValue value) {
        if (value instanceof JsonObject object) {
            appendMembers(object);
        } else if (value instanceof JsonArray array) {
            appendElements(array);
        } else if (value instanceof JsonNumber number) {
            out.append(number.bigDecimalValue().stripTrailingZeros());
        } else if (value instanceof JsonString string) {
            JsonText.appendQuoted(out, string.getString());
        } else {
            out.append(value);
        }
    }

    private void appendMembers(JsonObject object) {
        char before = '{';
        for (String name : new TreeSet<>(object.keySet())) {
            out.append(before);
            JsonText.appendQuoted(out, name);
            out.append(':');
            append(object.get(name));
            before = ',';
        }
        out.append(object.isEmpty() ? "{}" : "}");
    }

    private void appendElements(JsonArray array) {
        out.append('[');
        Iterator<JsonValue> elements = array.iterator();
        while (elements.hasNext()) {
            append(elements.next());
            if (elements.hasNext()) {
                out.append(',');
            }
        }
        out.append(']');
    }
}
