package dev.halley.cluster.state;

import java.util.ArrayList;
import java.util.List;

/**
 * The part as it was when a peer began to get it as a whole. What changes meanwhile is sent as it is then, in the place of what it
 * was: so each key that stays is named before the target is reached, and the peer never believes it removed.
 *
 * <p>Thread-safety: confined to the thread of the state.
 */
final class Snapshot {

    private final long target;
    private final Entry[] entries;
    private int next;

    /** @param entries in the order of their versions */
    Snapshot(long target, Entry[] entries) {
        this.target = target;
        this.entries = entries;
    }

    long target() {
        return target;
    }

    /** @return the next piece; empty up to the target if there is no more; asked again it is the same until it is {@link #taken} */
    Chunk next(long from, Entries now, int bytes) {
        List<Entry> chunk = new ArrayList<>();
        int size = 0;
        long to = from;
        for (int i = next; i < entries.length; i++) {
            Entry entry = now.get(entries[i].key());
            if (entry != null) {
                if (!chunk.isEmpty() && size + entry.size() > bytes) {
                    return new Chunk(from, to, chunk);
                }
                chunk.add(entry);
                size += entry.size();
            }
            to = entries[i].version();
        }
        return new Chunk(from, target, chunk);
    }

    /** Goes on behind a piece. */
    void taken(Chunk chunk) {
        while (next < entries.length && entries[next].version() <= chunk.to()) {
            next++;
        }
    }
}
