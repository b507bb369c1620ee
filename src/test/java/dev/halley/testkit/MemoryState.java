package dev.halley.testkit;

import dev.halley.spi.ClusterException;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * The state of a {@link MemoryNode}: what it puts arrives at the others by the network.
 *
 * <p>Thread-safety: thread-safe, but for changes of the view.
 */
public final class MemoryState implements OwnedState {

    private final MemoryNode self;
    private final Map<NodeId, Map<Key, byte[]>> parts = new ConcurrentHashMap<>();
    private final Map<NodeId, AtomicInteger> unseen = new ConcurrentHashMap<>();
    private final Map<String, List<Listener>> listeners = new ConcurrentHashMap<>();
    private final Set<NodeId> whole = ConcurrentHashMap.newKeySet();
    private final Map<CompletableFuture<Void>, Set<NodeId>> syncs = new ConcurrentHashMap<>();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile int limit = Integer.MAX_VALUE;
    private volatile boolean failing;

    MemoryState(MemoryNode self) {
        this.self = self;
        parts.put(self.id(), new ConcurrentHashMap<>());
    }

    /** No more entries than that are taken. */
    public void limit(int entries) {
        limit = entries;
    }

    /** Nobody can wait for the others. */
    public void failing(boolean fails) {
        failing = fails;
    }

    /** @return how often somebody has waited for the others */
    public int looks() {
        return looks.get();
    }

    /** @return what this node says in a section */
    public Set<String> own(String section) {
        return part(self.id(), section).keySet().stream().map(Key::name).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public synchronized void put(Key key, byte[] value) {
        Map<Key, byte[]> own = parts.get(self.id());
        if (own.size() >= limit && !own.containsKey(key)) {
            throw new ClusterException("The part has " + limit + " entries already.");
        }
        apply(self.id(), key, value);
        others().forEach(node -> send(node, key, value));
    }

    @Override
    public synchronized void remove(Key key) {
        if (parts.get(self.id()).containsKey(key)) {
            apply(self.id(), key, null);
            others().forEach(node -> send(node, key, null));
        }
    }

    private Set<NodeId> others() {
        return others(self.view());
    }

    private Set<NodeId> others(ClusterView view) {
        Set<NodeId> others = view.members().stream().map(ClusterNode::id).collect(Collectors.toSet());
        others.remove(self.id());
        return others;
    }

    private void send(NodeId to, Key key, byte[] value) {
        AtomicInteger count = unseen.computeIfAbsent(to, absent -> new AtomicInteger());
        count.incrementAndGet();
        self.send(to, () -> {
            self.stateOf(to).apply(self.id(), key, value);
            count.decrementAndGet();
        });
    }

    private void apply(NodeId from, Key key, byte[] value) {
        Map<Key, byte[]> part = parts.computeIfAbsent(from, absent -> new ConcurrentHashMap<>());
        if (value != null) {
            part.put(key, value);
        } else {
            part.remove(key);
        }
        for (Listener listener : listeners.getOrDefault(key.section(), List.of())) {
            if (value != null) {
                listener.put(from, key, value);
            } else {
                listener.removed(from, key);
            }
        }
    }

    void changed(ClusterView before, ClusterView now) {
        Set<NodeId> lost = others(before);
        lost.removeAll(others(now));
        lost.forEach(this::lose);
        Set<NodeId> found = others(now);
        found.removeAll(others(before));
        found.forEach(this::show);
    }

    /** Gives another node this one's part as a whole. */
    private void show(NodeId node) {
        Map.copyOf(parts.get(self.id())).forEach((key, value) -> send(node, key, value));
        self.send(node, () -> self.stateOf(node).found(self.id()));
    }

    private void found(NodeId node) {
        whole.add(node);
        listeners.values().forEach(some -> some.forEach(listener -> listener.partFound(node)));
    }

    private void lose(NodeId node) {
        unseen.remove(node);
        Map<Key, byte[]> part = parts.remove(node);
        if (part != null) {
            part.keySet().forEach(key -> listeners
                    .getOrDefault(key.section(), List.of())
                    .forEach(listener -> listener.lost(node, key)));
        }
        whole.remove(node);
        listeners.values().forEach(some -> some.forEach(listener -> listener.partLost(node)));
        syncs.keySet().forEach(sync -> seen(sync, node));
    }

    private void seen(CompletableFuture<Void> sync, NodeId node) {
        Set<NodeId> open = syncs.get(sync);
        if (open != null && open.remove(node) && open.isEmpty()) {
            syncs.remove(sync);
            sync.complete(null);
        }
    }

    @Override
    public CompletionStage<Void> sync() {
        looks.incrementAndGet();
        if (failing) {
            return CompletableFuture.failedStage(new ClusterException("It has ended."));
        }
        CompletableFuture<Void> sync = new CompletableFuture<>();
        Set<NodeId> others = others();
        if (others.isEmpty()) {
            sync.complete(null);
        } else {
            syncs.put(sync, new HashSet<>(others));
            others.forEach(node -> self.send(node, () -> seen(sync, node)));
        }
        return sync;
    }

    @Override
    public Set<NodeId> behind() {
        return unseen.entrySet().stream()
                .filter(entry -> entry.getValue().get() > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<byte[]> get(NodeId node, Key key) {
        return Optional.ofNullable(parts.getOrDefault(node, Map.of()).get(key));
    }

    @Override
    public Map<NodeId, byte[]> get(Key key) {
        Map<NodeId, byte[]> values = new HashMap<>();
        parts.forEach((node, part) -> get(node, key).ifPresent(value -> values.put(node, value)));
        return values;
    }

    @Override
    public Map<Key, byte[]> part(NodeId node, String section) {
        Map<Key, byte[]> entries = new HashMap<>(parts.getOrDefault(node, Map.of()));
        entries.keySet().removeIf(key -> !key.section().equals(section));
        return entries;
    }

    @Override
    public boolean isComplete() {
        return true;
    }

    @Override
    public synchronized void listen(String section, Listener listener) {
        listeners
                .computeIfAbsent(section, absent -> new CopyOnWriteArrayList<>())
                .add(listener);
        parts.forEach((node, part) -> part(node, section).forEach((key, value) -> listener.put(node, key, value)));
        whole.forEach(listener::partFound);
    }

    @Override
    public void close() {
        listeners.clear();
    }
}
