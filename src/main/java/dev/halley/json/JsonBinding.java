package dev.halley.json;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Binds JSON to Java objects and back by JSON-B, if there is one: by the application's own, if it has said so by {@link #bindBy}, else
 * by one that is looked up when it is first needed.
 *
 * <p>Thread-safety: thread-safe (JSON-B is looked up in a benign race).
 */
public final class JsonBinding {

    private static volatile @Nullable Jsonb found;

    /** By the applications' class loaders. */
    private static final Map<ClassLoader, Jsonb> OWN = new ConcurrentHashMap<>();

    private JsonBinding() {}

    /**
     * From now on an application's values are bound by its own JSON-B: on threads with its class loader, for classes of that loader,
     * and everywhere if that loader has loaded this class.
     *
     * @return ends that, after which nothing here knows of it or of the loader
     * @throws IllegalStateException if that loader has another one
     */
    public static Runnable bindBy(Jsonb own, ClassLoader application) {
        if (OWN.putIfAbsent(application, own) != null) {
            throw new IllegalStateException(
                    "Two Bayeux servers of one class loader have a Jsonb bean each: the values of"
                            + " both would be bound by one of them. At most one of them may have it.");
        }
        return () -> OWN.remove(application, own);
    }

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

    static boolean isThere(Type type) {
        try {
            find(type);
            return true;
        } catch (RuntimeException | LinkageError missing) {
            return false;
        }
    }

    private static Jsonb jsonb(Type type) {
        try {
            return find(type);
        } catch (RuntimeException | LinkageError e) {
            // A JsonbException if there is the API alone. It is not named here, as without the API even that fails.
            throw new IllegalArgumentException(
                    "JSON-B is missing: without it JSON cannot be bound to " + type.getTypeName() + ".", e);
        }
    }

    private static Jsonb find(Type type) {
        Jsonb own = ownOf(Thread.currentThread().getContextClassLoader());
        if (own == null && type instanceof Class<?> bound) {
            own = ownOf(bound.getClassLoader());
        }
        if (own == null) {
            own = ownOf(JsonBinding.class.getClassLoader());
        }
        return own == null ? find() : own;
    }

    private static @Nullable Jsonb ownOf(@Nullable ClassLoader application) {
        return application == null ? null : OWN.get(application);
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
