package dev.halley.cdi;

import dev.halley.oort.Oort;
import dev.halley.oort.OortList;
import dev.halley.oort.OortLong;
import dev.halley.oort.OortMap;
import dev.halley.oort.OortObject;
import dev.halley.oort.OortPrimaryLong;
import dev.halley.oort.OortService;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Provider;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at the places where what nodes share by name is injected.
 *
 * <p>Thread-safety: stateless.
 */
final class OortPoints {

    private static final Set<Type> GENERIC = Set.of(OortObject.class, OortMap.class, OortList.class, OortService.class);
    private static final Set<Type> OF_NUMBERS = Set.of(OortLong.class, OortPrimaryLong.class);

    private OortPoints() {}

    /** @return the name in the qualifier */
    static Optional<String> name(InjectionPoint point) {
        return point.getQualifiers().stream()
                .filter(OortName.class::isInstance)
                .map(qualifier -> ((OortName) qualifier).value())
                .findFirst();
    }

    /** @return a sentence if nothing can be injected there */
    static Optional<String> problem(InjectionPoint point) {
        Type type = looked(point.getType());
        Type raw = type instanceof ParameterizedType generic ? generic.getRawType() : type;
        Optional<String> name = name(point);
        if (name.isEmpty() || !OF_NUMBERS.contains(raw) && !GENERIC.contains(raw)) {
            return Optional.empty();
        }
        try {
            Oort.checkName(name.get());
        } catch (IllegalArgumentException e) {
            return Optional.of("The injection point " + point + ": " + e.getMessage());
        }
        if (isDetermined(type) && (OF_NUMBERS.contains(raw) || type instanceof ParameterizedType)) {
            return Optional.empty();
        }
        return Optional.of("The injection point " + point + " of " + type.getTypeName()
                + " has incomplete types: it needs classes or generic types of them, such as OortMap<String,"
                + " Room>, without type variables or wildcards.");
    }

    /** @return what {@code Instance} or {@code Provider} looks up */
    private static Type looked(Type type) {
        return type instanceof ParameterizedType generic
                        && (generic.getRawType() == Instance.class || generic.getRawType() == Provider.class)
                ? generic.getActualTypeArguments()[0]
                : type;
    }

    /** @return whether nothing in it is a variable or wildcard */
    static boolean isDetermined(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Arrays.stream(generic.getActualTypeArguments()).allMatch(OortPoints::isDetermined);
        }
        if (type instanceof GenericArrayType array) {
            return isDetermined(array.getGenericComponentType());
        }
        return type instanceof Class<?>;
    }

    /** @return what the type at an injection point says that it is made of */
    static Type[] arguments(InjectionPoint point) {
        if (point.getType() instanceof ParameterizedType generic) {
            return generic.getActualTypeArguments();
        }
        throw new IllegalStateException(
                "An injection by @OortName needs complete types, such as OortMap<String, Room>, at " + point + ".");
    }
}
