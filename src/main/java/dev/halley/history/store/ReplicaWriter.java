package dev.halley.history.store;

import java.io.IOException;
import java.util.List;

/**
 * Writes what becomes of the replicas of a node. All methods throw an {@link IllegalArgumentException} if the stream cannot be changed in that
 * way, and an {@link IOException} if it cannot be written.
 *
 * <p>Thread-safety: used by {@link ReplicaStore.Step#write} alone.
 */
public interface ReplicaWriter {

    /** Begins an epoch of a stream, which may be the stream's first. */
    void begin(String channel, Run run) throws IOException;

    /**
     * Adds the next entry.
     *
     * @param first the offset of the oldest entry that is kept from now on; nothing leaves if it is lower than it was
     * @param answered up to which counter publishes of the entry's node are answered; 0 if that is not known
     * @param keepMillis for how long the stream's entries are kept from now on
     */
    void append(String channel, NodeEntry entry, long first, long answered, long keepMillis) throws IOException;

    /** Adds keys whose entries are not there. */
    void keys(String channel, List<NodeKey> keys) throws IOException;

    /** Lets the oldest entries go. @param first the offset of the oldest one that is kept */
    void trim(String channel, TrimCause cause, long first) throws IOException;

    /** Lets all entries go, for good, and begins an epoch. @param millis when, in milliseconds since 1970 */
    void clear(String channel, Run next, long millis) throws IOException;

    /** The stream is served. @param weight by how many nodes. @param marks which keys are forgotten */
    void served(String channel, int weight, List<KeyMark> marks) throws IOException;

    /** Forgets a stream with its keys; does nothing if there is none. */
    void drop(String channel) throws IOException;

    /** Begins a replica that replaces what there is of the stream when it is complete; what is written of it until then is the new one's. */
    void beginCopy(String channel, NodeReplica replica) throws IOException;

    /** The replica that was begun is complete. */
    void endCopy(String channel) throws IOException;

    /** Who serves together, and forces that to the disk. */
    void start(NodeStart start) throws IOException;
}
