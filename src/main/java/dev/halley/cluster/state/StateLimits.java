package dev.halley.cluster.state;

/**
 * How much a node may say of itself, and in which pieces.
 *
 * <p>Thread-safety: immutable.
 *
 * @param entries that a node's part has at most
 * @param bytes that they have at most, keys and values and 16 for each
 * @param delta how many bytes of entries go in one message, unless one entry is longer
 * @param window how many bytes are on their way to one node at most, unless one message is longer
 * @param acknowledge after how many bytes a node says what it has
 */
public record StateLimits(int entries, long bytes, int delta, int window, int acknowledge) {

    /** What a cluster in production has. */
    public static final StateLimits USUAL =
            new StateLimits(1_000_000, 256L * 1024 * 1024, 32 * 1024, 512 * 1024, 64 * 1024);

    /** The longest entry, in bytes. */
    public static final int MAX_ENTRY = 8 * 1024 * 1024;

    /** @throws IllegalArgumentException if the window would be full before anybody says what it has */
    public StateLimits {
        if (entries < 1 || bytes < 1 || delta < 1 || acknowledge < 1) {
            throw new IllegalArgumentException("Limits of a node's state are at least 1.");
        }
        if (window < delta + acknowledge) {
            throw new IllegalArgumentException("The window of " + window + " bytes is shorter than a message of "
                    + delta + " and the " + acknowledge + " after which it is acknowledged.");
        }
    }
}
