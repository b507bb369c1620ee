package dev.halley.api;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries attributes that the application sets.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface Attributed {

    /** {@return the value of an attribute, or empty if it is not set} */
    Optional<Object> attribute(String name);

    /**
     * Sets or removes an attribute.
     *
     * @param value the new value; null removes the attribute
     * @return the previous value, or empty if there was none
     */
    Optional<Object> attribute(String name, @Nullable Object value);

    /** {@return a snapshot of the attributes' names} */
    Set<String> attributeNames();
}
