package dev.halley.api;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that carries attributes of the application.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface Attributed {

    /** @return the value, or empty if there is none of that name */
    Optional<Object> attribute(String name);

    /**
     * @param value null removes the attribute
     * @return the value before, or empty
     */
    Optional<Object> attribute(String name, @Nullable Object value);

    /** @return a snapshot of the names */
    Set<String> attributeNames();
}
