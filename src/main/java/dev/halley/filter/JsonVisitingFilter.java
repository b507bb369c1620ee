package dev.halley.filter;

import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Base class of filters that visit every value of the data, at any depth, and replace it with what their methods
 * return. Names of members are not visited. Data in which nothing changes is passed on as its original text.
 *
 * <p>Thread-safety: as {@link DataFilter}.
 *
 * @since 0.1.0
 */
public abstract class JsonVisitingFilter implements DataFilter {

    /** Thrown by a method below to delete the message. */
    protected static final class Deleted extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** Creates a signal, which is no error and needs no stack trace. */
        public Deleted() {
            super("deleted", null, false, false);
        }
    }

    @Override
    public final @Nullable RawJson filter(@Nullable ServerSession from, String channel, RawJson data) {
        try {
            JsonValue before = data.value();
            Object after = visit(before);
            return after == before ? data : RawJson.from(after);
        } catch (Deleted deleted) {
            return null;
        }
    }

    /** {@return the replacement of a string; the same object for no change} */
    protected Object string(String value) {
        return value;
    }

    /** {@return the replacement of a number; the same object for no change} */
    protected Object number(JsonNumber value) {
        return value;
    }

    private Object visit(JsonValue value) {
        if (value instanceof JsonString string) {
            String before = string.getString();
            Object after = string(before);
            return before.equals(after) ? value : after;
        }
        if (value instanceof JsonNumber number) {
            return number(number);
        }
        if (value instanceof JsonArray array) {
            return visitArray(array);
        }
        return value instanceof JsonObject object ? visitObject(object) : value;
    }

    private Object visitArray(JsonArray array) {
        List<Object> after = new ArrayList<>(array.size());
        boolean changed = false;
        for (JsonValue element : array) {
            Object visited = visit(element);
            changed |= visited != element;
            after.add(visited);
        }
        return changed ? after : array;
    }

    private Object visitObject(JsonObject object) {
        Map<String, Object> after = new LinkedHashMap<>();
        boolean changed = false;
        for (Map.Entry<String, JsonValue> member : object.entrySet()) {
            Object visited = visit(member.getValue());
            changed |= visited != member.getValue();
            after.put(member.getKey(), visited);
        }
        return changed ? after : object;
    }
}
