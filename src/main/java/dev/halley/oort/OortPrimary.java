package dev.halley.oort;

import dev.halley.api.Registration;
import java.util.Optional;

/**
 * The one node of the cluster that does what only one may do: the oldest member. When it leaves or is lost, the next oldest is the primary.
 *
 * <p>Within one view of the cluster, which all nodes in it share, there is never more than one. Views differ only while a new one is on its way, and where the
 * cluster comes apart: then each part has a primary, until they find each other. With {@code cluster.onSplit=refuse} only the larger part has one. A node that
 * was frozen, or cut off, takes itself for the primary until it notices: what must never be done twice is fenced where it is done, such as by a row's version in
 * a database.
 *
 * <p>Thread-safety: thread-safe. Nothing here waits for another node.
 *
 * @since 0.1.0
 */
public interface OortPrimary {

    /** @return whether this node is the primary */
    boolean isPrimary();

    /** @return the primary; empty in a part of the cluster that has none, and when this server stops */
    Optional<OortNode> primary();

    /** Tells when this node becomes the primary, at once if it is, and when it is that no more. */
    Registration addListener(OortPrimaryListener listener);
}
