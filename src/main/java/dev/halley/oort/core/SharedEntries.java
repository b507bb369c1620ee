package dev.halley.oort.core;

import dev.halley.api.Registration;
import dev.halley.oort.OortNode;
import dev.halley.oort.core.EntryFormat.Bound;
import dev.halley.spi.ClusterException;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState.Key;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * The entries of something shared: those that this node has put, and those of the others. What is read is what the state has; what listeners
 * are told follows it.
 *
 * <p>Thread-safety: thread-safe. Code of the application, which JSON-B runs, too, is run under no lock.
 */
final class SharedEntries<K, V> {

    private static final String SECTION = "object ";

    private final OortPlatform platform;
    private final SeenByAll seen;
    private final String section;
    private final String title;
    private final EntryFormat<K, V> format;
    private final NodeId self;
    private final PartBounds bounds;
    private final ToldEntries<K, V> told;
    private final AtomicLong failures = new AtomicLong();
    private final Set<String> reported = ConcurrentHashMap.newKeySet();
    /** Held while this node's part is changed. */
    private final Object writing = new Object();

    SharedEntries(OortPlatform platform, SeenByAll seen, String name, EntryFormat<K, V> format) {
        this.platform = platform;
        this.seen = seen;
        this.format = format;
        section = SECTION + name;
        title = format.kind().type() + " \"" + name + "\"";
        self = platform.cluster().self().id();
        bounds = new PartBounds(title, format.limits());
        told = new ToldEntries<>(platform.cluster(), this::bind);
    }

    void start() {
        platform.state().listen(section, told);
    }

    /** @throws IllegalArgumentException if it cannot be a key */
    private Key key(K key) {
        try {
            return new Key(section, format.name(key));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(title + ": " + e.getMessage(), e);
        }
    }

    Optional<V> own(K key) {
        return own(key(key)).flatMap(Cell::bound).map(Bound::value);
    }

    private Optional<Cell<K, V>> own(Key key) {
        return platform.state()
                .get(self, key)
                .map(bytes -> cell(platform.cluster().self(), key, bytes));
    }

    /** @return the one that listeners are told, if they have come as far */
    private Cell<K, V> cell(ClusterNode node, Key key, byte[] bytes) {
        Cell<K, V> known = told.cell(node.id(), key.name());
        return known != null && known.bytes() == bytes
                ? known
                : new Cell<>(Members.of(node), key.name(), bytes, this::bind);
    }

    /** @return the values of a key by the nodes that have one, the oldest node first */
    Map<OortNode, V> find(K key) {
        Key found = key(key);
        Map<NodeId, byte[]> values = platform.state().get(found);
        Map<OortNode, V> bound = new LinkedHashMap<>();
        for (ClusterNode node : platform.cluster().view().members()) {
            byte[] bytes = values.get(node.id());
            if (bytes != null) {
                cell(node, found, bytes).bound().ifPresent(entry -> bound.put(Members.of(node), entry.value()));
            }
        }
        return bound;
    }

    /** Gives the entries of each node, the oldest node first, those of one in the order of their names. */
    void forEachPart(BiConsumer<OortNode, List<Bound<K, V>>> use) {
        for (ClusterNode node : platform.cluster().view().members()) {
            List<Bound<K, V>> part = part(node);
            if (!part.isEmpty()) {
                use.accept(Members.of(node), part);
            }
        }
    }

    /** @return this node's entries, in the order of their names */
    List<Bound<K, V>> ownPart() {
        return part(platform.cluster().self());
    }

    private List<Bound<K, V>> part(ClusterNode node) {
        return platform.state().part(node.id(), section).entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().name()))
                .map(entry -> cell(node, entry.getKey(), entry.getValue()).bound())
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * @return this node's entry with that value, as it is written, whose name comes first
     * @throws IllegalArgumentException if it cannot be a value
     */
    Optional<K> ownKeyOf(V value) {
        byte[] bytes = write(value);
        return platform.state().part(self, section).entrySet().stream()
                .filter(entry -> Arrays.equals(entry.getValue(), bytes))
                .map(entry -> entry.getKey().name())
                .min(Comparator.naturalOrder())
                .map(format.keys().read());
    }

    /** @return whether a node has an entry with that value, as it is written */
    boolean isPresent(V value) {
        byte[] bytes = write(value);
        return platform.cluster().view().members().stream()
                .anyMatch(node -> platform.state().part(node.id(), section).values().stream()
                        .anyMatch(other -> Arrays.equals(other, bytes)));
    }

    private byte[] write(V value) {
        try {
            return format.write(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(title + ": " + e.getMessage(), e);
        }
    }

    /** @return what this node had. @throws IllegalArgumentException if it cannot be shared @throws IllegalStateException if it is too much */
    Optional<V> put(K key, V value) {
        return put(key, value, true);
    }

    /** Puts it unless this node has a value of the key. @return as {@link #put(Object, Object)} */
    Optional<V> putIfAbsent(K key, V value) {
        return put(key, value, false);
    }

    private Optional<V> put(K key, V value, boolean replace) {
        Key entry = key(key);
        byte[] bytes = write(value);
        Optional<Cell<K, V>> before;
        synchronized (writing) {
            before = own(entry);
            if (replace || before.isEmpty()) {
                int grows = bounds.check(entry, before.map(Cell::bytes).orElse(null), bytes, told.othersBytes());
                store(entry, bytes);
                bounds.grown(before.isEmpty() ? 1 : 0, grows);
            }
        }
        return before.flatMap(Cell::bound).map(Bound::value);
    }

    private void store(Key entry, byte[] bytes) {
        try {
            platform.state().put(entry, bytes);
        } catch (ClusterException full) {
            throw new IllegalStateException(title + ": " + full.getMessage(), full);
        }
    }

    /** @return what this node had */
    Optional<V> remove(K key) {
        Key entry = key(key);
        Optional<Cell<K, V>> before;
        synchronized (writing) {
            before = own(entry);
            platform.state().remove(entry);
            before.ifPresent(cell -> bounds.grown(-1, -cell.size()));
        }
        return before.flatMap(Cell::bound).map(Bound::value);
    }

    /** @return is done when all linked nodes have seen what this one has done before */
    CompletionStage<Void> seen() {
        return seen.ask();
    }

    private Optional<Bound<K, V>> bind(Cell<K, V> cell) {
        try {
            return Optional.of(format.read(cell.name(), cell.bytes()));
        } catch (RuntimeException | Error thrown) {
            failures.incrementAndGet();
            if (reported.add(cell.node().id())) {
                platform.server().reportFailure("the " + title, unusable(cell, thrown));
            }
            return Optional.empty();
        }
    }

    private IllegalStateException unusable(Cell<K, V> cell, Throwable thrown) {
        return new IllegalStateException(
                "The " + title + " lacks the entry \"" + cell.name() + "\" of node " + cell.node()
                        + ", and perhaps others of it: " + thrown.getMessage(),
                thrown);
    }

    Registration listen(EntryListener<K, V> listener, Object of) {
        return told.add(new EntryQueue<>(
                listener, "a listener of the " + title + ", " + of.getClass().getName(), platform));
    }

    SharedReport report() {
        return told.report(title, failures.get());
    }

    void close() {
        told.close();
    }
}
