package dev.halley.cluster;

/**
 * The versions of the protocol between nodes that a node speaks. A change in any of the formats is a new version of the whole. A release
 * speaks its own version and the one before, so that a cluster can be upgraded node by node.
 *
 * <p>Thread-safety: immutable.
 *
 * @param oldest of them
 * @param newest of them
 */
record WireVersions(int oldest, int newest) {

    /** What this Halley speaks. */
    static final WireVersions OURS = new WireVersions(1, 1);

    private static final int MAX = 255;

    /** @throws IllegalArgumentException unless 1 ≤ oldest ≤ newest ≤ 255 */
    public WireVersions {
        if (oldest < 1 || newest < oldest || newest > MAX) {
            throw new IllegalArgumentException("Versions of the wire are 1 to " + MAX + ", the oldest first, not "
                    + oldest + " to " + newest + ".");
        }
    }

    /** @return whether there is a version that both speak */
    boolean overlap(WireVersions other) {
        return oldest <= other.newest && other.oldest <= newest;
    }

    @Override
    public String toString() {
        return oldest == newest ? "version " + oldest : "versions " + oldest + " to " + newest;
    }
}
