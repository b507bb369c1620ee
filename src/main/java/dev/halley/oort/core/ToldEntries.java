package dev.halley.oort.core;

import dev.halley.api.Registration;
import dev.halley.oort.core.EntryFormat.Bound;
import dev.halley.spi.Cluster;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.spi.OwnedState.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the state has told of something shared, and the application's listeners that have to be told of it.
 *
 * <p>Thread-safety: thread-safe; changes are guarded by this, under which no code of the application runs.
 */
final class ToldEntries<K, V> implements OwnedState.Listener {

    private final Map<NodeId, ToldPart<K, V>> parts = new ConcurrentHashMap<>();
    private final List<EntryQueue<K, V>> queues = new CopyOnWriteArrayList<>();
    private final AtomicLong othersBytes = new AtomicLong();
    private final Cluster cluster;
    private final NodeId self;
    private final Function<Cell<K, V>, Optional<Bound<K, V>>> bind;

    /** @param bind is that of each {@link Cell} */
    ToldEntries(Cluster cluster, Function<Cell<K, V>, Optional<Bound<K, V>>> bind) {
        this.cluster = cluster;
        this.bind = bind;
        self = cluster.self().id();
    }

    /** @return what the listeners are told of an entry */
    @Nullable Cell<K, V> cell(NodeId node, String name) {
        ToldPart<K, V> part = parts.get(node);
        return part == null ? null : part.get(name);
    }

    /** @return how much the other nodes have */
    long othersBytes() {
        return othersBytes.get();
    }

    @Override
    public void put(NodeId node, Key key, byte[] value) {
        synchronized (this) {
            ToldPart<K, V> part = part(node);
            Cell<K, V> cell = new Cell<>(part.node(), key.name(), value, bind);
            changed(node, part.put(cell), cell);
        }
        wake();
    }

    private ToldPart<K, V> part(NodeId node) {
        return parts.computeIfAbsent(node, absent -> new ToldPart<>(Members.find(cluster, node)));
    }

    @Override
    public void removed(NodeId node, Key key) {
        synchronized (this) {
            ToldPart<K, V> part = part(node);
            Cell<K, V> before = part.remove(key.name());
            if (before != null) {
                changed(node, before, null);
                if (!cluster.view().has(node)) {
                    part.endsWith(before);
                }
            }
        }
        wake();
    }

    private void changed(NodeId node, @Nullable Cell<K, V> before, @Nullable Cell<K, V> now) {
        if (!node.equals(self)) {
            othersBytes.addAndGet((now == null ? 0 : now.size()) - (before == null ? 0 : before.size()));
        }
        queues.forEach(queue -> queue.changed(before, now));
    }

    @Override
    public void partFound(NodeId node) {
        synchronized (this) {
            ToldPart<K, V> part = part(node);
            part.found();
            queues.forEach(queue -> queue.part(part.node(), part.cells(), true));
        }
        wake();
    }

    @Override
    public void partLost(NodeId node) {
        synchronized (this) {
            ToldPart<K, V> part = part(node);
            parts.remove(node);
            if (part.isFound()) {
                queues.forEach(queue -> queue.part(part.node(), part.ended(), false));
            }
        }
        wake();
    }

    private void wake() {
        queues.forEach(EntryQueue::wake);
    }

    /** Tells a listener all that is there, and then all that changes. */
    Registration add(EntryQueue<K, V> queue) {
        synchronized (this) {
            for (ToldPart<K, V> part : parts.values()) {
                part.cells().forEach(cell -> queue.changed(null, cell));
                if (part.isFound()) {
                    queue.part(part.node(), part.cells(), true);
                }
            }
            queues.add(queue);
        }
        queue.wake();
        return () -> {
            queues.remove(queue);
            queue.close();
        };
    }

    SharedReport report(String title, long failures) {
        int own = 0;
        int all = 0;
        long bytes = 0;
        for (Map.Entry<NodeId, ToldPart<K, V>> part : Map.copyOf(parts).entrySet()) {
            List<Cell<K, V>> cells = part.getValue().cells();
            own = part.getKey().equals(self) ? cells.size() : own;
            all += cells.size();
            bytes += cells.stream().mapToLong(Cell::size).sum();
        }
        return new SharedReport(title, own, all, bytes, failures);
    }

    void close() {
        queues.forEach(EntryQueue::close);
        queues.clear();
    }
}
