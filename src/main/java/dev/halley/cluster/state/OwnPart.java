package dev.halley.cluster.state;

import dev.halley.spi.ClusterException;
import dev.halley.spi.OwnedState.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node says of itself: each entry by its key and by its version, and of removed keys that they are removed, as long as
 * somebody has to be told.
 *
 * <p>Thread-safety: guarded by this, but reading entries, which takes no lock. The lock is held shortly: nothing waits under it.
 */
final class OwnPart {

    /** Below so many removals none is forgotten before its time. */
    static final int KEPT_REMOVALS = 1_000;

    /** What changed for this node's own listeners since they were told last. */
    record Change(Key key, @Nullable Entry before, @Nullable Entry now) {}

    /** What changed, and what is there after that. */
    record Told(List<Change> changes, List<Entry> entries) {}

    private record Untold(@Nullable Entry before) {}

    private final StateLimits limits;
    private final Entries live = new Entries();
    /** Rule 2: the newest entry of each key only, so that memory is the part and its removals. */
    private final TreeMap<Long, Entry> byVersion = new TreeMap<>();

    /** In the order of their versions. */
    private final Map<Key, Entry> removals = new LinkedHashMap<>();

    private final Map<Key, Untold> untold = new LinkedHashMap<>();
    private long version;
    private long floor;

    OwnPart(StateLimits limits) {
        this.limits = limits;
    }

    Entries entries() {
        return live;
    }

    /** @throws ClusterException if the entry is too long, or the part would be too large */
    synchronized void put(Key key, byte[] value) {
        Entry entry = Entry.put(key, version + 1, value);
        Entry before = live.get(key);
        if (before != null && Arrays.equals(before.value(), value)) {
            return;
        }
        require(live.count() + (before == null ? 1 : 0), limits.entries(), "entries");
        require(live.bytes() + entry.size() - (before == null ? 0 : before.size()), limits.bytes(), "bytes");
        replace(before == null ? removals.remove(key) : before, entry);
        live.put(entry);
        changed(key, before);
    }

    private static void require(long would, long most, String what) {
        if (would > most) {
            throw new ClusterException("A node's state has at most " + most + " " + what
                    + "; with this entry there would be " + would + ".");
        }
    }

    synchronized void remove(Key key) {
        Entry before = live.remove(key);
        if (before == null) {
            return;
        }
        Entry removal = Entry.removal(key, version + 1);
        replace(before, removal);
        removals.put(key, removal);
        changed(key, before);
        // Who has not heard of so many removals gets the part anew with less.
        if (removals.size() > Math.max(KEPT_REMOVALS, live.count())) {
            forgetUpTo(removals.values().iterator().next().version());
        }
    }

    private void replace(@Nullable Entry before, Entry now) {
        if (before != null) {
            byVersion.remove(before.version());
        }
        version = now.version();
        byVersion.put(version, now);
    }

    private void changed(Key key, @Nullable Entry before) {
        Untold earlier = untold.remove(key);
        Untold since = earlier == null ? new Untold(before) : earlier;
        // Put and removed again before anybody was told: nothing has happened.
        if (since.before != null || live.get(key) != null) {
            untold.put(key, since);
        }
    }

    /** @return what changed since the last call, a change for each key, the key that changed last in the end */
    synchronized List<Change> takeUntold() {
        List<Change> changes = new ArrayList<>(untold.size());
        untold.forEach((key, since) -> changes.add(new Change(key, since.before, live.get(key))));
        untold.clear();
        return changes;
    }

    /** @return the same, with what a section has at that moment */
    synchronized Told takeUntold(String section) {
        return new Told(takeUntold(), live.in(section));
    }

    synchronized long version() {
        return version;
    }

    /** @return the highest version of a removal that is forgotten: who has less needs the part anew */
    synchronized long floor() {
        return floor;
    }

    synchronized int removals() {
        return removals.size();
    }

    /** Forgets the removals up to a version, which all have who need them. */
    synchronized void forgetUpTo(long known) {
        Iterator<Entry> oldest = removals.values().iterator();
        while (oldest.hasNext()) {
            Entry removal = oldest.next();
            if (removal.version() > known) {
                return;
            }
            oldest.remove();
            byVersion.remove(removal.version());
            floor = removal.version();
        }
    }

    /**
     * @param bytes of entries that it has at most, unless the first one is longer
     * @return what changed after a version; to the present one if it is all
     */
    synchronized Chunk after(long from, int bytes) {
        List<Entry> entries = new ArrayList<>();
        int size = 0;
        for (Entry entry : byVersion.tailMap(from, false).values()) {
            if (!entries.isEmpty() && size + entry.size() > bytes) {
                return new Chunk(from, entries.get(entries.size() - 1).version(), entries);
            }
            entries.add(entry);
            size += entry.size();
        }
        return new Chunk(from, version, entries);
    }

    /** @return all that is there now */
    synchronized Snapshot snapshot() {
        Entry[] entries =
                byVersion.values().stream().filter(entry -> !entry.isRemoval()).toArray(Entry[]::new);
        return new Snapshot(version, entries);
    }
}
