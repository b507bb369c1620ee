package dev.halley.spi;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Identifies one run of one server within its cluster; after a restart the server has another id.
 *
 * <p>Thread-safety: immutable.
 *
 * @param value opaque, not empty
 * @since 0.1.0
 */
public record NodeId(String value) {

    /** @throws IllegalArgumentException if the value is empty */
    public NodeId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("A node's id must not be empty.");
        }
    }

    // Written out: what the JDK makes for records keeps the class of the last one that was compared, and with it an
    // application's class loader after the application has ended.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NodeId node && value.equals(node.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** @return a unique id */
    public static NodeId random() {
        return new NodeId(UUID.randomUUID().toString());
    }
}
