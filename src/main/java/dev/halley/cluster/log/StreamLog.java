package dev.halley.cluster.log;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One stream on this node: its replica, and what the node does with it in this view: it sequences it, after a merge; or holds a copy; or
 * keeps what it has until somebody says what becomes of it.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class StreamLog {

    private final String channel;
    private @Nullable Replica idle;
    private @Nullable Merge merge;
    private boolean wasSequenced;
    private @Nullable Sequencer sequencer;
    private @Nullable Holder holder;
    /** What is to be done when the stream is served, or read. */
    private final Deque<Runnable> beforeServing = new ArrayDeque<>(1);

    private final Deque<Runnable> beforeReading = new ArrayDeque<>(1);
    private long counted;

    StreamLog(String channel) {
        this.channel = channel;
    }

    String channel() {
        return channel;
    }

    /** @return what this node has; null if nothing */
    @Nullable Replica replica() {
        if (sequencer != null) {
            return sequencer.replica();
        }
        return holder == null ? idle : holder.replica();
    }

    /** The part that this node had is over. */
    void viewChanged() {
        if (sequencer != null || holder != null) {
            wasSequenced = sequencer != null;
        }
        idle = replica();
        merge = null;
        sequencer = null;
        holder = null;
        beforeServing.clear();
        beforeReading.clear();
    }

    void restore(Replica ofDisk) {
        idle = ofDisk;
        wasSequenced = true;
    }

    /** @return whether this node was the last one that gave its offsets, as far as it knows */
    boolean wasSequenced() {
        return wasSequenced;
    }

    /** The replica goes. */
    void release() {
        idle = null;
        holder = null;
    }

    @Nullable Merge merge() {
        return merge;
    }

    void merge(@Nullable Merge begun) {
        merge = begun;
    }

    @Nullable Sequencer sequencer() {
        return sequencer;
    }

    void sequence(Sequencer by) {
        merge = null;
        sequencer = by;
        idle = null;
    }

    /** @return whether it is sequenced, and has been synced since this view began */
    boolean wasSynced() {
        return sequencer != null && sequencer.wasSynced();
    }

    @Nullable Holder holder() {
        return holder;
    }

    void hold(Holder as) {
        holder = as;
    }

    Deque<Runnable> beforeServing() {
        return beforeServing;
    }

    Deque<Runnable> beforeReading() {
        return beforeReading;
    }

    /** @return by how many bytes it has grown since this was asked last */
    long growth() {
        Replica there = replica();
        long now = there == null ? 0 : there.bytes() + channel.length();
        long growth = now - counted;
        counted = now;
        return growth;
    }

    /** @return whether there is nothing of it */
    boolean isNothing() {
        return replica() == null && merge == null && sequencer == null && holder == null;
    }
}
