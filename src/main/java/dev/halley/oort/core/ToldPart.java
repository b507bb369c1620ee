package dev.halley.oort.core;

import dev.halley.oort.OortNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What one node has of something shared, as far as it was told.
 *
 * <p>Thread-safety: any thread may read; one at a time writes.
 */
final class ToldPart<K, V> {

    private final OortNode node;
    private final Map<String, Cell<K, V>> cells = new ConcurrentHashMap<>();
    private final List<Cell<K, V>> ended = new ArrayList<>();
    private volatile boolean found;

    ToldPart(OortNode node) {
        this.node = node;
    }

    OortNode node() {
        return node;
    }

    @Nullable Cell<K, V> get(String name) {
        return cells.get(name);
    }

    /** @return what was there */
    @Nullable Cell<K, V> put(Cell<K, V> cell) {
        return cells.put(cell.name(), cell);
    }

    /** @return what was there */
    @Nullable Cell<K, V> remove(String name) {
        return cells.remove(name);
    }

    List<Cell<K, V>> cells() {
        return List.copyOf(cells.values());
    }

    /** All of it has been told. */
    void found() {
        found = true;
    }

    boolean isFound() {
        return found;
    }

    /** An entry is gone with the node. */
    void endsWith(Cell<K, V> cell) {
        ended.add(cell);
    }

    /** @return what the node had when it was lost */
    List<Cell<K, V>> ended() {
        return List.copyOf(ended);
    }
}
