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

    /** How long the name of something that nodes share may be. */
    int MAX_NAME_LENGTH = 100;

    /**
     * Looks at the name of something that nodes share, such as {@code rooms} or {@code game/scores}.
     *
     * @throws IllegalArgumentException if it is not made of 1 to {@value #MAX_NAME_LENGTH} letters and digits of ASCII, {@code . _ - /};
     *     the message says so
     */
    static void checkName(String name) {
        boolean legal = name.chars()
                .allMatch(c ->
                        c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._-/".indexOf(c) >= 0);
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH || !legal) {
            throw new IllegalArgumentException("The name \"" + name + "\" is not legal: a name is made of 1 to "
                    + MAX_NAME_LENGTH + " letters and digits of ASCII, '.', '_', '-' and '/'.");
        }
    }

    /** @return this node */
    OortNode self();

    /**
     * @return the nodes whose state this one has seen as a whole, and this one, the oldest first, as of now; who wants to miss none adds a
     *     listener first
     */
    List<OortNode> members();

    /** Tells of each node that becomes a member, or is one no more, from now on. */
    Registration addListener(OortListener listener);
}
