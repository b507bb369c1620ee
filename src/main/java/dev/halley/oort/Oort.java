package dev.halley.oort;

import dev.halley.api.Registration;
import java.util.List;

/**
 * The cluster as an application sees it, on the node that it runs on. A server that stands alone is a cluster of one node.
 *
 * <p>Got by {@code @Inject Oort}, or from the servlet context's attribute {@link #ATTRIBUTE}.
 *
 * <p>Thread-safety: thread-safe. Nothing here waits for another node.
 */
public interface Oort {

    /** The name of the servlet context's attribute that holds it. */
    String ATTRIBUTE = "dev.halley.oort";

    /** @return this node */
    OortNode self();

    /**
     * @return the nodes whose state this one has seen as a whole, and this one, the oldest first, as of now; who wants to miss none adds a
     *     listener first
     */
    List<OortNode> members();

    /** @return the users of all nodes */
    Seti seti();

    /**
     * Keeps what is published on a channel, or on those that match a pattern, on the node where it is published, until that is taken back.
     * Say it on all nodes: what another one sends there all the same is dropped.
     *
     * @param pattern a broadcast channel, or a pattern such as <code>/prices/**</code>
     * @throws IllegalArgumentException if it is not legal, or names service or meta channels, which no other node hears of anyway
     * @throws UnsupportedOperationException if the application's own broker cannot do that
     */
    Registration localOnly(String pattern);

    /** Tells of each node that becomes a member, or is one no more, from now on. */
    Registration addListener(OortListener listener);
}
