package dev.halley.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and changes objects and arrays by their slices: what is not touched stays verbatim, down to the digits of its
 * numbers. The values that are given are never changed, each change returns a new one.
 *
 * <p>Thread-safety: stateless.
 */
public final class JsonObjects {

    private JsonObjects() {}

    /**
     * @param object a JSON object; of a name that appears more than once the last value counts
     * @return its members in their order
     * @throws IllegalArgumentException if it is not an object
     */
    public static Map<String, RawJson> members(RawJson object) {
        if (!object.isObject()) {
            throw new IllegalArgumentException("The value is not a JSON object.");
        }
        Map<String, RawJson> members = new LinkedHashMap<>();
        try (JsonSlicer slicer = new JsonSlicer(object.text(), RawJson.MAX_DEPTH)) {
            slicer.next();
            slicer.enter();
            while (slicer.next()) {
                members.put(slicer.key(), slicer.slice());
            }
        }
        return Collections.unmodifiableMap(members);
    }

    /**
     * @param array a JSON array
     * @return its elements
     * @throws IllegalArgumentException if it is not an array
     */
    public static List<RawJson> elements(RawJson array) {
        if (!array.isArray()) {
            throw new IllegalArgumentException("The value is not a JSON array.");
        }
        List<RawJson> elements = new ArrayList<>();
        try (JsonSlicer slicer = new JsonSlicer(array.text(), RawJson.MAX_DEPTH)) {
            slicer.next();
            slicer.enter();
            while (slicer.next()) {
                elements.add(slicer.slice());
            }
        }
        return Collections.unmodifiableList(elements);
    }

    /** @return a JSON object of the members, in the map's order */
    public static RawJson of(Map<String, RawJson> members) {
        StringBuilder out = new StringBuilder().append('{');
        for (Map.Entry<String, RawJson> member : members.entrySet()) {
            if (out.length() > 1) {
                out.append(',');
            }
            JsonText.appendQuoted(out, member.getKey());
            out.append(':').append(member.getValue().text());
        }
        return RawJson.ofValid(out.append('}').toString());
    }

    /**
     * @param object a JSON object; null counts as one without members
     * @return the member's value, or null when there is no such member
     * @throws IllegalArgumentException if it is not an object
     */
    public static @Nullable RawJson member(@Nullable RawJson object, String key) {
        return object == null ? null : members(object).get(key);
    }

    /**
     * @param object a JSON object; null counts as one without members
     * @return the object with the member set: in its place when there was one, else at the end
     * @throws IllegalArgumentException if it is not an object
     */
    public static RawJson with(@Nullable RawJson object, String key, RawJson value) {
        Map<String, RawJson> members = new LinkedHashMap<>(object == null ? Map.of() : members(object));
        members.put(key, value);
        return of(members);
    }

    /**
     * @param object a JSON object
     * @return the object without the member
     * @throws IllegalArgumentException if it is not an object
     */
    public static RawJson without(RawJson object, String key) {
        Map<String, RawJson> members = members(object);
        if (!members.containsKey(key)) {
            return object;
        }
        Map<String, RawJson> rest = new LinkedHashMap<>(members);
        rest.remove(key);
        return of(rest);
    }
}
