package dev.halley.service;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Knows what the type variables of a service's base classes and interfaces stand for in that service.
 *
 * <p>Thread-safety: immutable.
 */
final class TypeVariables {

    private final Map<TypeVariable<?>, Type> known = new HashMap<>();

    private TypeVariables() {}

    static TypeVariables of(Class<?> service) {
        TypeVariables variables = new TypeVariables();
        variables.learn(service);
        return variables;
    }

    private void learn(@Nullable Class<?> type) {
        if (type == null) {
            return;
        }
        learn(type.getGenericSuperclass());
        for (Type implemented : type.getGenericInterfaces()) {
            learn(implemented);
        }
        learn(type.getSuperclass());
        for (Class<?> implemented : type.getInterfaces()) {
            learn(implemented);
        }
    }

    private void learn(@Nullable Type base) {
        if (base instanceof ParameterizedType parameterized && parameterized.getRawType() instanceof Class<?> raw) {
            TypeVariable<?>[] variables = raw.getTypeParameters();
            for (int i = 0; i < variables.length; i++) {
                known.put(variables[i], resolve(parameterized.getActualTypeArguments()[i]));
            }
        }
    }

    /** @return the type, with what its variables stand for; where nothing says that, the variable stays */
    Type resolve(Type type) {
        if (type instanceof TypeVariable<?> variable) {
            return known.getOrDefault(variable, variable);
        }
        if (type instanceof WildcardType wildcard) {
            // What is read is of the upper bound.
            return resolve(wildcard.getUpperBounds()[0]);
        }
        if (type instanceof GenericArrayType array) {
            Type component = resolve(array.getGenericComponentType());
            return component instanceof Class<?> plain
                    ? Array.newInstance(plain, 0).getClass()
                    : new ArrayOf(component);
        }
        if (type instanceof ParameterizedType parameterized) {
            List<Type> arguments = Arrays.stream(parameterized.getActualTypeArguments())
                    .map(this::resolve)
                    .toList();
            return new Parameterized(parameterized.getRawType(), parameterized.getOwnerType(), arguments);
        }
        return type;
    }

    /** @return the class behind a type that was resolved */
    static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized) {
            return raw(parameterized.getRawType());
        }
        if (type instanceof GenericArrayType array) {
            return Array.newInstance(raw(array.getGenericComponentType()), 0).getClass();
        }
        return Object.class;
    }

    /** @return a variable in the type that stands for nothing known; null if there is none */
    static @Nullable TypeVariable<?> unknownIn(Type type) {
        if (type instanceof TypeVariable<?> variable) {
            return variable;
        }
        if (type instanceof GenericArrayType array) {
            return unknownIn(array.getGenericComponentType());
        }
        if (type instanceof ParameterizedType parameterized) {
            for (Type argument : parameterized.getActualTypeArguments()) {
                TypeVariable<?> unknown = unknownIn(argument);
                if (unknown != null) {
                    return unknown;
                }
            }
        }
        return null;
    }

    /** Such as {@code List<Order>}; equal to the JDK's own, so that JSON-B knows it again. */
    private record Parameterized(Type raw, @Nullable Type owner, List<Type> arguments) implements ParameterizedType {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof ParameterizedType that
                    && raw.equals(that.getRawType())
                    && Objects.equals(owner, that.getOwnerType())
                    && arguments.equals(List.of(that.getActualTypeArguments()));
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(getActualTypeArguments()) ^ Objects.hashCode(owner) ^ raw.hashCode();
        }

        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return owner;
        }

        @Override
        public String toString() {
            return raw.getTypeName()
                    + arguments.stream().map(Type::getTypeName).collect(Collectors.joining(", ", "<", ">"));
        }
    }

    /** Such as {@code List<Order>[]}; equal to the JDK's own. */
    private record ArrayOf(Type component) implements GenericArrayType {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof GenericArrayType that && component.equals(that.getGenericComponentType());
        }

        @Override
        public int hashCode() {
            return component.hashCode();
        }

        @Override
        public Type getGenericComponentType() {
            return component;
        }

        @Override
        public String toString() {
            return component.getTypeName() + "[]";
        }
    }
}
