package dev.halley.cluster.state;

import dev.halley.spi.OwnedState.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one node's part, by section.
 *
 * <p>Thread-safety: any thread may read; one at a time writes.
 */
final class Entries {

    private final Map<String, Map<Key, Entry>> sections = new ConcurrentHashMap<>();
    private volatile int count;
    private volatile long bytes;

    @Nullable Entry get(Key key) {
        Map<Key, Entry> section = sections.get(key.section());
        return section == null ? null : section.get(key);
    }

    /** @return what was there */
    @Nullable Entry put(Entry entry) {
        Entry before = sections.computeIfAbsent(entry.key().section(), absent -> new ConcurrentHashMap<>())
                .put(entry.key(), entry);
        changed(before, entry);
        return before;
    }

    /** @return what was there */
    @Nullable Entry remove(Key key) {
        Map<Key, Entry> section = sections.get(key.section());
        Entry before = section == null ? null : section.remove(key);
        changed(before, null);
        if (section != null && section.isEmpty()) {
            sections.remove(key.section());
        }
        return before;
    }

    private void changed(@Nullable Entry before, @Nullable Entry now) {
        // Only one thread writes, so no step is lost.
        count = count + (now == null ? 0 : 1) - (before == null ? 0 : 1);
        bytes = bytes + (now == null ? 0 : now.size()) - (before == null ? 0 : before.size());
    }

    List<Entry> in(String section) {
        Map<Key, Entry> entries = sections.get(section);
        return entries == null ? List.of() : new ArrayList<>(entries.values());
    }

    Map<Key, byte[]> values(String section) {
        Map<Key, byte[]> values = new HashMap<>();
        for (Entry entry : in(section)) {
            values.put(entry.key(), entry.value());
        }
        return values;
    }

    Set<Key> keys() {
        Set<Key> keys = new HashSet<>();
        sections.values().forEach(section -> keys.addAll(section.keySet()));
        return keys;
    }

    int count() {
        return count;
    }

    long bytes() {
        return bytes;
    }
}
