package dev.halley.service;

import java.lang.reflect.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows what the application wants of the arguments of a service's methods, where it has Bean Validation.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
@FunctionalInterface
interface Validation {

    /** Wants nothing. */
    Validation NONE = (type, method) -> Rules.NONE;

    /** What is wanted of the arguments of one method. */
    @FunctionalInterface
    interface Rules {

        /** Finds nothing wrong. */
        Rules NONE = (target, arguments) -> Map.of();

        /** @return what is wrong, by the path of the value in the data */
        Map<String, String> violations(Object target, @Nullable Object[] arguments);
    }

    /** @param type the service's class */
    Rules rulesOf(Class<?> type, Method method);

    /** @return Bean Validation, if it is there and set up, else {@link #NONE} */
    static Validation find() {
        try {
            Class.forName("jakarta.validation.Validation", false, Validation.class.getClassLoader());
            return BeanValidation.find();
        } catch (ClassNotFoundException | LinkageError notThere) {
            return NONE;
        }
    }
}
