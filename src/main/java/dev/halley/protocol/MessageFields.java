package dev.halley.protocol;

import dev.halley.json.JsonObjects;
import dev.halley.json.JsonSlicer;
import dev.halley.json.RawJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message as slices, and their reading by type. A field that is {@code null} counts as missing, but
 * for {@code data}.
 *
 * <p>Thread-safety: confined to one call of the reader.
 */
final class MessageFields {

    private static final int KNOWN = Field.OTHER.ordinal();

    private final @Nullable RawJson[] known = new RawJson[KNOWN];
    private @Nullable Map<String, RawJson> others;

    /**
     * Reads the object that the slicer is at.
     *
     * @throws dev.halley.json.MalformedJsonException if it is not JSON, or has a field twice
     */
    static MessageFields read(JsonSlicer slicer) {
        MessageFields fields = new MessageFields();
        slicer.enter();
        while (slicer.next()) {
            Field field = Field.of(slicer.key());
            boolean first = field == Field.OTHER ? fields.addOther(slicer) : fields.addKnown(field, slicer);
            if (!first) {
                throw slicer.malformed("A message has a field twice");
            }
        }
        return fields;
    }

    private boolean addKnown(Field field, JsonSlicer slicer) {
        boolean first = known[field.ordinal()] == null;
        known[field.ordinal()] = slicer.slice();
        return first;
    }

    private boolean addOther(JsonSlicer slicer) {
        if (others == null) {
            others = new LinkedHashMap<>();
        }
        return others.put(slicer.key(), slicer.slice()) == null;
    }

    /** @return what every message may have; null for what is of the wrong type */
    Envelope envelope() {
        RawJson channel = value(Field.CHANNEL);
        RawJson clientId = value(Field.CLIENT_ID);
        RawJson ext = value(Field.EXT);
        return new Envelope(
                channel != null && channel.isString() ? channel.string() : null,
                MessageId.ofJson(value(Field.ID)),
                clientId != null && clientId.isString() ? clientId.string() : null,
                ext != null && ext.isObject() ? ext : null,
                others == null ? Map.of() : Collections.unmodifiableMap(others));
    }

    /** @return the value, or null if it is missing */
    @Nullable RawJson verbatim(Field field) {
        return known[field.ordinal()];
    }

    /** @return the value, or null if it is missing or {@code null} */
    @Nullable RawJson value(Field field) {
        RawJson value = known[field.ordinal()];
        return value == null || value.isNull() ? null : value;
    }

    @Nullable String string(Field field) {
        RawJson value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw InvalidMessageException.field(field);
        }
        return value.string();
    }

    /** Takes a number for a string, too: clients of old sent the version as a number. */
    @Nullable String stringOrNumber(Field field) {
        RawJson value = value(field);
        return value != null && value.isNumber() ? value.text() : string(field);
    }

    @Nullable RawJson object(Field field) {
        RawJson value = value(field);
        if (value != null && !value.isObject()) {
            throw InvalidMessageException.field(field);
        }
        return value;
    }

    /** @return the strings of an array, or null if it is missing */
    @Nullable List<String> strings(Field field) {
        RawJson value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isArray()) {
            throw InvalidMessageException.field(field);
        }
        List<String> strings = new ArrayList<>();
        for (RawJson element : JsonObjects.elements(value)) {
            if (!element.isString()) {
                throw InvalidMessageException.field(field);
            }
            strings.add(element.string());
        }
        return List.copyOf(strings);
    }

    /** @return the client's advice, or null if it is missing */
    @Nullable ClientAdvice advice() {
        RawJson advice = object(Field.ADVICE);
        if (advice == null) {
            return null;
        }
        Map<String, RawJson> members = JsonObjects.members(advice);
        return new ClientAdvice(millis(members.get("timeout")), millis(members.get("interval")));
    }

    private static @Nullable Long millis(@Nullable RawJson value) {
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isNumber()) {
            throw InvalidMessageException.field(Field.ADVICE);
        }
        // By way of double, as the time that exact arithmetic takes for 1e999999999 is not bounded. Saturates.
        return (long) Double.parseDouble(value.text());
    }
}
