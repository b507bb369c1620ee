package dev.halley.history.store;

import java.util.List;

/**
 * A replica of a stream as the files of a node have it when they are opened.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel whose stream it is
 * @param replica all of it but its entries and keys
 * @param doubtful whether acknowledged entries after the last one may be missing
 * @param entries oldest first, without a gap but where a run begins that leaves out offsets
 * @param keys in the order in which they were taken, those of the entries included
 */
public record StoredReplica(
        String channel, NodeReplica replica, boolean doubtful, List<NodeEntry> entries, List<NodeKey> keys) {}
