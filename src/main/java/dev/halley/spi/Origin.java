package dev.halley.spi;

import org.jspecify.annotations.Nullable;

/**
 * Who published, as far as all nodes may know: never the clientId, which is a secret.
 *
 * <p>Thread-safety: immutable.
 *
 * @param node where it was published
 * @param session a number that means a session to that node alone; {@link #SERVER} for the node itself
 * @since 0.1.0
 */
public record Origin(NodeId node, long session) {

    /** The number that stands for the server itself. */
    public static final long SERVER = 0;

    // Written out, for the reason that NodeId gives.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Origin origin && session == origin.session && node.equals(origin.node);
    }

    @Override
    public int hashCode() {
        return 31 * node.hashCode() + Long.hashCode(session);
    }
}
