package dev.halley.oort.core;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is shared under a name: its kind, and the types of keys and values. Types are compared by what they say, as libraries have classes of
 * their own for generic ones.
 *
 * <p>Thread-safety: immutable.
 *
 * @param types without primitive ones
 */
record SharedType(SharedKind kind, List<Type> types) {

    private static final Map<Type, Class<?>> WRAPPERS = Map.of(
            boolean.class, Boolean.class,
            byte.class, Byte.class,
            char.class, Character.class,
            short.class, Short.class,
            int.class, Integer.class,
            long.class, Long.class,
            float.class, Float.class,
            double.class, Double.class);

    /** @throws IllegalArgumentException if a type is not determined */
    static SharedType of(SharedKind kind, Type... types) {
        List<Type> wrapped = new ArrayList<>();
        for (Type type : types) {
            requireDetermined(type);
            Class<?> wrapper = WRAPPERS.get(type);
            wrapped.add(wrapper == null ? type : wrapper);
        }
        return new SharedType(kind, List.copyOf(wrapped));
    }

    private static void requireDetermined(Type type) {
        if (type instanceof ParameterizedType generic) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(SharedType::requireDetermined);
        } else if (type instanceof GenericArrayType array) {
            requireDetermined(array.getGenericComponentType());
        } else if (!(type instanceof Class<?>)) {
            throw new IllegalArgumentException(
                    "What nodes share has types without variables and wildcards, not " + type.getTypeName() + ".");
        }
    }

    boolean isSame(SharedType other) {
        return kind == other.kind && areSame(types, other.types);
    }

    private static boolean areSame(List<Type> some, List<Type> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = isSame(some.get(i), others.get(i));
        }
        return same;
    }

    private static boolean isSame(Type one, Type other) {
        if (one instanceof ParameterizedType generic && other instanceof ParameterizedType otherGeneric) {
            return generic.getRawType() == otherGeneric.getRawType()
                    && areSame(
                            List.of(generic.getActualTypeArguments()), List.of(otherGeneric.getActualTypeArguments()));
        }
        if (one instanceof GenericArrayType array && other instanceof GenericArrayType otherArray) {
            return isSame(array.getGenericComponentType(), otherArray.getGenericComponentType());
        }
        return one == other;
    }

    /** @return as one would write it in Java, such as {@code OortMap<String, example.Room>} */
    @Override
    public String toString() {
        String arguments = types.stream().map(SharedType::text).collect(Collectors.joining(", "));
        return arguments.isEmpty() ? kind.type() : kind.type() + "<" + arguments + ">";
    }

    private static String text(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Arrays.stream(generic.getActualTypeArguments())
                    .map(SharedType::text)
                    .collect(Collectors.joining(", ", text(generic.getRawType()) + "<", ">"));
        }
        return type.getTypeName();
    }
}
