package dev.halley.oort.core;

import dev.halley.json.CanonicalJson;
import dev.halley.json.RawJson;
import java.lang.reflect.Type;
import java.util.function.Function;

/**
 * Makes texts of keys or values, and these of texts again.
 *
 * <p>Thread-safety: immutable.
 *
 * @param write throws an {@link IllegalArgumentException} for what cannot be written
 * @param read throws one for what is none of them
 */
record TextFormat<T>(Function<T, String> write, Function<String, T> read) {

    static final TextFormat<Long> NUMBERS = new TextFormat<>(String::valueOf, Long::valueOf);

    /** Of the only entry of a part, which needs no name. */
    static final TextFormat<String> NOTHING = new TextFormat<>(key -> "", text -> text);

    /** Positions, whose texts are in the order of the numbers. */
    static final TextFormat<Long> POSITIONS =
            new TextFormat<>(position -> String.format("%016x", position), text -> Long.parseLong(text, 16));

    /** @throws IllegalArgumentException if there is no JSON-B that is needed for them */
    static <T> TextFormat<T> values(Type type) {
        requireBinding(type);
        return new TextFormat<>(value -> json(value).text(), text -> bound(text, type));
    }

    /** Of values that are compared by their texts. @throws IllegalArgumentException as {@link #values} */
    static <T> TextFormat<T> comparableValues(Type type) {
        requireBinding(type);
        return new TextFormat<>(value -> CanonicalJson.of(json(value)).text(), text -> bound(text, type));
    }

    private static <T> T bound(String text, Type type) {
        T value = RawJson.parse(text).as(type);
        if (value == null) {
            throw new IllegalArgumentException("JSON-B makes null of a value of " + type.getTypeName() + ".");
        }
        return value;
    }

    private static void requireBinding(Type type) {
        if (!RawJson.canBind(type)) {
            throw new IllegalArgumentException(
                    "JSON-B is missing: without it nodes cannot share values of " + type.getTypeName() + ".");
        }
    }

    private static RawJson json(Object value) {
        RawJson json = RawJson.from(value);
        if (json.isNull()) {
            throw new IllegalArgumentException("A value that is null in JSON cannot be shared: remove it instead.");
        }
        return json;
    }

    /** @throws IllegalArgumentException as {@link #values} */
    @SuppressWarnings("unchecked") // K is the type's
    static <K> TextFormat<K> keys(Type type) {
        if (type == String.class) {
            return (TextFormat<K>) new TextFormat<String>(text -> text, text -> text);
        }
        if (type == Long.class) {
            return (TextFormat<K>) NUMBERS;
        }
        if (type == Integer.class) {
            return (TextFormat<K>) new TextFormat<Integer>(String::valueOf, Integer::valueOf);
        }
        if (type instanceof Class<?> constants && constants.isEnum()) {
            return (TextFormat<K>) new TextFormat<Enum<?>>(Enum::name, name -> constant(constants, name));
        }
        return comparableValues(type);
    }

    private static Enum<?> constant(Class<?> constants, String name) {
        for (Object constant : constants.getEnumConstants()) {
            if (constant instanceof Enum<?> one && one.name().equals(name)) {
                return one;
            }
        }
        throw new IllegalArgumentException(constants.getName() + " has no constant " + name + ".");
    }
}
