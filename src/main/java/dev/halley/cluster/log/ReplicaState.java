package dev.halley.cluster.log;

import dev.halley.history.store.Run;
import java.util.List;

/**
 * All of a replica but its entries and keys.
 *
 * <p>Thread-safety: immutable.
 *
 * @param lineage the runs of its epochs, oldest first; at least one
 * @param first the offset of the oldest entry that is kept, or comes next
 * @param trimmed up to which offset entries have gone, by the ordinal of the {@link dev.halley.history.store.TrimCause}
 * @param keepMillis for how long entries are kept; 0 if there never was one
 * @param clearedMillis when the stream was cleared last, in milliseconds since 1970; 0 if never
 * @param marks which keys are forgotten
 * @param weight see {@link LogHead#weight}
 * @param committed see {@link LogHead#committed}
 */
record ReplicaState(
        List<Run> lineage,
        long first,
        List<Long> trimmed,
        long keepMillis,
        long clearedMillis,
        KeyMarks marks,
        int weight,
        long committed) {

    ReplicaState {
        lineage = List.copyOf(lineage);
        trimmed = List.copyOf(trimmed);
    }
}
