package dev.halley.cluster.log;

import dev.halley.history.store.Run;
import java.util.List;

/**
 * What a member says of its replica of a stream, without the entries (rule 7).
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel whose stream it is
 * @param lineage the runs of its epochs, oldest first; at least one, 1,000 at most
 * @param first the offset of the oldest entry that is kept, or comes next
 * @param last the offset of the newest entry that is written; {@code first - 1} or more
 * @param committed up to which offset the entries are known to be committed; {@code last} at most
 * @param cleared up to which offset entries were cleared; 0 if none were
 * @param weight of how many members the view was in which it was served last; 0 if it never was
 * @param served whether it was served since the node was started: if not, it comes from a disk and may be old (rule 15)
 * @param doubtful whether the disk may lack entries behind {@code last} that were acknowledged
 */
record LogHead(
        String channel,
        List<Run> lineage,
        long first,
        long last,
        long committed,
        long cleared,
        int weight,
        boolean served,
        boolean doubtful) {

    LogHead {
        lineage = List.copyOf(lineage);
        if (lineage.isEmpty() || first < 1 || last < first - 1 || committed > last) {
            throw new IllegalArgumentException("There is no replica of " + channel + " with " + lineage
                    + " and the entries from " + first + " to " + last + ", committed up to " + committed + ".");
        }
    }

    String epoch() {
        return lineage.get(lineage.size() - 1).epoch();
    }

    /** @return up to where this one and the other are the same; see {@link Lineage#fork} */
    long fork(LogHead other) {
        return Lineage.fork(lineage, last, other.lineage, other.last);
    }

    /** @return whether the other one has all that this one has, at the same places, and knows its newest epoch */
    boolean isPartOf(LogHead other) {
        return fork(other) == last
                && other.lineage.stream().anyMatch(run -> run.epoch().equals(epoch()));
    }

    /** @return about how many bytes it takes in a message */
    int size() {
        return 80 + channel.length() + 48 * lineage.size();
    }
}
