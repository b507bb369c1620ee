package dev.halley.cluster;

/**
 * Versions of what nodes send each other that a node speaks. A version counts all formats together: a change in one of them is a new
 * version. A node of the version after knows both, so that the nodes of a cluster can be replaced one after the other; all of them speak
 * the newest that each of them knows.
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

    /** @return these, with another newest one, as far as that is not below the oldest */
    WireVersions upTo(int other) {
        return new WireVersions(oldest, Math.max(oldest, other));
    }

    @Override
    public String toString() {
        return oldest == newest ? "version " + oldest : "versions " + oldest + " to " + newest;
    }
}
