package dev.halley.oort;

import org.jspecify.annotations.Nullable;

/**
 * A node of the cluster, in one of its runs.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name stays the same over restarts, and is unique among the members; empty for a server that is not part of a
 *     cluster
 * @param id identifies this run: it is different after each start
 * @since 0.1.0
 */
public record OortNode(String name, String id) {

    // Written out: what the JDK makes for records keeps the class of the last one that was compared, and with it an
    // application's class loader after the application has ended.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OortNode node && id.equals(node.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** {@return the name, or the id if there is no name} */
    @Override
    public String toString() {
        return name.isEmpty() ? id : name;
    }
}
