package dev.halley.oort;

import org.jspecify.annotations.Nullable;

/**
 * The presence of a user on a node.
 *
 * <p>Thread-safety: immutable.
 *
 * @param userId the user's id
 * @param node the node that the user is present on
 * @param isLocal whether it is this node
 * @since 0.1.0
 */
public record SetiPresence(String userId, OortNode node, boolean isLocal) {

    // Written out, for the reason that OortNode gives.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SetiPresence presence
                && userId.equals(presence.userId)
                && node.equals(presence.node)
                && isLocal == presence.isLocal;
    }

    @Override
    public int hashCode() {
        return 31 * userId.hashCode() + node.hashCode();
    }
}
