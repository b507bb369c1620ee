package dev.halley.json;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Binds JSON to Java objects and back by JSON-B, if there is one: it is looked up when it is first needed.
 *
 * <p>Thread-safety: thread-safe (JSON-B is looked up in a benign race).
 */
final class JsonBinding {

    private static volatile @Nullable Jsonb found;

    private JsonBinding() {}

    /** @throws IllegalArgumentException if the text does not fit the type, or there is no JSON-B */
    static Object read(String json, Type type) {
        Jsonb jsonb = jsonb(type);
        try {
            Object bound = jsonb.fromJson(json, type);
            if (bound instanceof Double number && number.isInfinite()
                    || bound instanceof Float single && single.isInfinite()) {
                throw new NumberFormatException("The number is too large.");
            }
            return bound;
        } catch (RuntimeException e) {
            // Of any type: constructors and adapters of the application run here, too.
            throw new IllegalArgumentException("The JSON value does not fit " + type.getTypeName() + ".", e);
        }
    }

    /** @throws IllegalArgumentException if JSON-B cannot write the value, or there is none */
    static RawJson write(Object value) {
        Jsonb jsonb = jsonb(value.getClass());
        try {
            return RawJson.parse(jsonb.toJson(value));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "A value of " + value.getClass().getTypeName() + " cannot be written as JSON.", e);
        }
    }

    static boolean isThere() {
        try {
            find();
            return true;
        } catch (RuntimeException | LinkageError missing) {
            return false;
        }
    }

    private static Jsonb jsonb(Type type) {
        try {
            return find();
        } catch (RuntimeException | LinkageError e) {
            // A JsonbException if there is the API alone. It is not named here, as without the API even that fails.
            throw new IllegalArgumentException(
                    "JSON-B is missing: without it JSON cannot be bound to " + type.getTypeName() + ".", e);
        }
    }

    private static Jsonb find() {
        Jsonb jsonb = found;
        if (jsonb == null) {
            jsonb = JsonbBuilder.newBuilder().withProvider(new ExactNumbers()).build();
            found = jsonb;
        }
        return jsonb;
    }
}
