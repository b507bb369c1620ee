package dev.halley.cluster.state;

import java.util.List;

/**
 * A piece of a part, in the order of versions: what takes a receiver from one version to another.
 *
 * <p>Thread-safety: immutable.
 */
record Chunk(long from, long to, List<Entry> entries) {

    Chunk {
        entries = List.copyOf(entries);
    }
}
