package dev.halley.oort.core;

import dev.halley.api.Registration;
import dev.halley.oort.OortChange;
import dev.halley.oort.OortMap;
import dev.halley.oort.OortNode;
import dev.halley.oort.core.EntryFormat.Bound;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A map of each node: an entry of its part for each key.
 *
 * <p>Thread-safety: thread-safe.
 */
final class SharedMap<K, V> implements OortMap<K, V> {

    private final String name;
    private final SharedEntries<K, V> entries;

    SharedMap(String name, SharedEntries<K, V> entries) {
        this.name = name;
        this.entries = entries;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<V> get(K key) {
        return entries.own(key);
    }

    @Override
    public Map<OortNode, V> find(K key) {
        return Collections.unmodifiableMap(entries.find(key));
    }

    @Override
    public Map<K, V> local() {
        return mapOf(entries.ownPart());
    }

    private static <K, V> Map<K, V> mapOf(List<Bound<K, V>> part) {
        Map<K, V> map = new LinkedHashMap<>();
        part.forEach(entry -> map.put(entry.key(), entry.value()));
        return Collections.unmodifiableMap(map);
    }

    @Override
    public Map<OortNode, Map<K, V>> parts() {
        Map<OortNode, Map<K, V>> parts = new LinkedHashMap<>();
        entries.forEachPart((node, part) -> parts.put(node, mapOf(part)));
        return Collections.unmodifiableMap(parts);
    }

    @Override
    public Map<K, V> merged() {
        Map<K, V> all = new LinkedHashMap<>();
        entries.forEachPart((node, part) -> part.forEach(entry -> all.putIfAbsent(entry.key(), entry.value())));
        return Collections.unmodifiableMap(all);
    }

    @Override
    public OortChange<V> put(K key, V value) {
        return new StoredChange<>(entries.put(key, value), entries);
    }

    @Override
    public OortChange<V> putIfAbsent(K key, V value) {
        return new StoredChange<>(entries.putIfAbsent(key, value), entries);
    }

    @Override
    public OortChange<V> remove(K key) {
        return new StoredChange<>(entries.remove(key), entries);
    }

    @Override
    public Registration addListener(Listener<? super K, ? super V> listener) {
        return entries.listen(
                new EntryListener<>() {

                    @Override
                    public void put(OortNode node, K key, @Nullable V old, V value) {
                        listener.put(node, key, old, value);
                    }

                    @Override
                    public void removed(OortNode node, K key, V old) {
                        listener.removed(node, key, old);
                    }

                    @Override
                    public void partFound(OortNode node, Map<K, V> part) {
                        listener.partFound(node, part);
                    }

                    @Override
                    public void partLost(OortNode node, Map<K, V> part) {
                        listener.partLost(node, part);
                    }
                },
                listener);
    }
}
