package dev.halley.history.store;

import java.util.List;

/**
 * Gets what the files have when they are opened: what it does not expect, it refuses. So nobody makes a node of a cluster of the directory of a
 * server that stood alone, or the other way round: messages are encoded in different ways.
 *
 * <p>Thread-safety: called by the thread that opens the files.
 */
interface StoreOwner {

    /** A stream of a server that stands alone. */
    void take(StoredStream stream) throws HistoryStoreException;

    /** A replica of a node of a cluster. */
    void take(StoredReplica replica) throws HistoryStoreException;

    /** Who served together last, as each part of the node has written it. */
    void started(List<NodeStart> starts);
}
