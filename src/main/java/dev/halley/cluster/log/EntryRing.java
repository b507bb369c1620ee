package dev.halley.cluster.log;

import java.util.ArrayList;
import java.util.List;

/**
 * Entries in the order of their offsets: the newest enter at the top, the oldest leave.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class EntryRing {

    private static final int COMPACT = 32;

    private List<LogEntry> list = new ArrayList<>(2);
    private int head;
    private long bytes;

    int size() {
        return list.size() - head;
    }

    /** @return their bytes */
    long bytes() {
        return bytes;
    }

    LogEntry get(int index) {
        return list.get(head + index);
    }

    void add(LogEntry entry) {
        list.add(entry);
        bytes += entry.size();
    }

    void removeFirst() {
        bytes -= list.get(head).size();
        head++;
        if (head >= COMPACT && head * 2 >= list.size()) {
            list = new ArrayList<>(list.subList(head, list.size()));
            head = 0;
        }
    }

    void clear() {
        list = new ArrayList<>(2);
        head = 0;
        bytes = 0;
    }

    /** @return the index of the first entry behind that offset; {@link #size} if there is none */
    int after(long offset) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle).offset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
