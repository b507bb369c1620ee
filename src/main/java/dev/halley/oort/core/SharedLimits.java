package dev.halley.oort.core;

/**
 * How much the nodes may share by name.
 *
 * <p>Thread-safety: immutable.
 *
 * @param objects how many names there may be on a node
 * @param key characters of the key of an entry
 * @param value bytes of the value of an entry
 * @param partEntries entries of one node's part of one name
 * @param partBytes bytes that they have, keys and values
 * @param allBytes bytes that the parts of all nodes of one name have, as far as a node knows when it adds to its own
 */
record SharedLimits(int objects, int key, int value, int partEntries, long partBytes, long allBytes) {

    private static final int MIB = 1024 * 1024;

    /** What a server has. */
    static final SharedLimits USUAL = new SharedLimits(1_000, 4_000, MIB, 200_000, 64L * MIB, 256L * MIB);
}
