package dev.halley.spi;

import org.jspecify.annotations.Nullable;

/**
 * Identifies a publisher to all nodes. Never contains the clientId, which is a secret.
 *
 * <p>Thread-safety: immutable.
 *
 * @param node the node where the message was published
 * @param session a number that identifies a session to that node alone; {@link #SERVER} for the server itself
 * @since 0.1.0
 */
public record Origin(NodeId node, long session) {

    /** The session number of the server itself. */
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
