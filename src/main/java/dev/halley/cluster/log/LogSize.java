package dev.halley.cluster.log;

/**
 * How much one log of a node holds, of streams that it sequences and of copies.
 *
 * <p>Thread-safety: immutable.
 *
 * @param streams how many of which it has something
 * @param entries of all of them
 * @param bytes of all of them, keys included; an estimate
 */
record LogSize(int streams, long entries, long bytes) {

    static final LogSize NOTHING = new LogSize(0, 0, 0);

    LogSize and(LogSize other) {
        return new LogSize(streams + other.streams, entries + other.entries, bytes + other.bytes);
    }
}
