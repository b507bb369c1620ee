package dev.halley.oort;

import org.jspecify.annotations.Nullable;

/**
 * One run of one node of the cluster.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name stays over restarts, and no two members have the same; empty for a server that stands alone
 * @param id of this run: another one after each start
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

    /** @return its name, or its id where it has none */
    @Override
    public String toString() {
        return name.isEmpty() ? id : name;
    }
}
