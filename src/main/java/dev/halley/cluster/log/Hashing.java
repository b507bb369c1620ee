package dev.halley.cluster.log;

/**
 * A hash of texts that is the same on all nodes and in all versions.
 *
 * <p>Thread-safety: has no state.
 */
final class Hashing {

    static final long SEED = 0xcbf29ce484222325L;

    private static final long PRIME = 0x100000001b3L;

    private Hashing() {}

    /** @return the hash of what was hashed before, and of a text behind it */
    static long add(long hash, String text) {
        long sum = hash;
        for (int i = 0; i < text.length(); i++) {
            sum = (sum ^ text.charAt(i)) * PRIME;
        }
        // A character that ends no name: so that two texts are not one.
        return mixed((sum ^ 0xFFFF) * PRIME);
    }

    /** Spreads each bit over all. */
    private static long mixed(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
