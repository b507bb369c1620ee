package dev.halley.cluster.log;

import java.util.List;

/**
 * Which members served together, as a node writes it before it serves in a view, so that a cluster that starts as a whole knows whom to
 * wait for (rule 15).
 *
 * <p>Thread-safety: immutable.
 *
 * @param generation one more than the highest that was heard of; 0 for {@link #NONE}
 * @param names of the members
 */
record StartRecord(long generation, List<String> names) {

    /** Nothing was written yet. */
    static final StartRecord NONE = new StartRecord(0, List.of());

    StartRecord {
        names = List.copyOf(names);
    }
}
