package dev.halley.service;

import java.lang.reflect.Method;
import java.util.Map;

/**
 * Validates the arguments of a service's method, where the application has Bean Validation.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
@FunctionalInterface
interface Validation {

    /** Finds nothing wrong. */
    Validation NONE = (target, method, arguments) -> Map.of();

    /** @return what is wrong, by the path of the value */
    Map<String, String> violations(Object target, Method method, Object[] arguments);

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
