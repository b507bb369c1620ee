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

    /** What a client wrote itself is echoed up to this length. */
    private static final int MAX_NAME = 64;

    private final @Nullable RawJson[] known = new RawJson[KNOWN];
    private @Nullable Map<String, RawJson> others;
    private @Nullable String repeated;

    /**
     * Reads the object that the slicer is at.
     *
     * @throws dev.halley.json.MalformedJsonException if it is not JSON
     */
    static MessageFields read(JsonSlicer slicer) {
        MessageFields fields = new MessageFields();
        slicer.enter();
        while (slicer.next()) {
            String name = slicer.key();
            if (!fields.add(name, slicer.slice()) && fields.repeated == null) {
                fields.repeated = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
            }
        }
        return fields;
    }

    /** @return false if it is there already: the first stays */
    private boolean add(String name, RawJson value) {
        Field field = Field.of(name);
        if (field == Field.OTHER) {
            if (others == null) {
                others = new LinkedHashMap<>();
            }
            return others.putIfAbsent(name, value) == null;
        }
        if (known[field.ordinal()] != null) {
            return false;
        }
        known[field.ordinal()] = value;
        return true;
    }

    /** @return the start of the name of the first field that comes a second time; null if none does */
    @Nullable String repeated() {
        return repeated;
    }

    /** @return what every message may have; null for what is of the wrong type */
    Envelope envelope() {
        RawJson channel = value(Field.CHANNEL);
        RawJson clientId = value(Field.CLIENT_ID);
        RawJson ext = map(Field.EXT);
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

    /** Takes an empty array for an empty object: PHP, which has one type for both, writes it so. */
    private @Nullable RawJson map(Field field) {
        RawJson value = value(field);
        boolean empty = value != null
                && value.isArray()
                && value.text().substring(1, value.length() - 1).isBlank();
        return empty ? RawJson.EMPTY_OBJECT : value;
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
        RawJson value = map(field);
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
