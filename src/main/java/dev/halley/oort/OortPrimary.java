package dev.halley.oort;

import dev.halley.api.Registration;
import java.util.Optional;

/**
 * The one node of the cluster that does what only one may do: the oldest member. When it leaves or is lost, the next
 * oldest becomes the primary.
 *
 * <p>Within one view of the cluster, which all its nodes share, there is never more than one primary. Views differ only
 * while a new one is being installed, and when the cluster splits: then each part has a primary until the parts find
 * each other again. With {@code cluster.onSplit=refuse} only the larger part has one. A node that was frozen, or cut
 * off, considers itself the primary until it notices. Fence what must never be done twice at the place where it is
 * done, for example by a row version in a database.
 *
 * <p>Thread-safety: thread-safe. No method waits for another node.
 *
 * @since 0.1.0
 */
public interface OortPrimary {

    /** {@return whether this node is the primary} */
    boolean isPrimary();

    /** {@return the primary; empty in a part of the cluster that has none, and while this server stops} */
    Optional<OortNode> primary();

    /**
     * Adds a listener that sees when this node becomes the primary, at once if it is, and when it stops being the
     * primary.
     */
    Registration addListener(OortPrimaryListener listener);
}
