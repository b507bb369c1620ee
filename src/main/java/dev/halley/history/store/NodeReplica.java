package dev.halley.history.store;

import java.util.List;

/**
 * A replica of a stream that a node of a cluster holds, without its entries and keys.
 *
 * <p>Thread-safety: immutable.
 *
 * @param lineage the runs of its epochs, oldest first; at least one
 * @param first the offset of the oldest entry that is kept, or comes next
 * @param trimmed up to which offset entries have gone, by the ordinal of the {@link TrimCause}
 * @param keepMillis for how long entries are kept
 * @param clearedMillis when it was cleared last, in milliseconds since 1970; 0 if never
 * @param weight of how many members the view was in which it was served last; 0 if it never was
 * @param marks which keys are forgotten
 */
public record NodeReplica(
        List<Run> lineage,
        long first,
        List<Long> trimmed,
        long keepMillis,
        long clearedMillis,
        int weight,
        List<KeyMark> marks) {

    /** @throws IllegalArgumentException if there is no run, or a cause is missing */
    public NodeReplica {
        lineage = List.copyOf(lineage);
        trimmed = List.copyOf(trimmed);
        marks = List.copyOf(marks);
        if (lineage.isEmpty() || trimmed.size() != TrimCause.values().length) {
            throw new IllegalArgumentException(
                    "There is no replica with the lineage " + lineage + ", of which went up to " + trimmed + ".");
        }
    }
}
