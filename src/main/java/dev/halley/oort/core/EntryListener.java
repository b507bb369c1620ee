package dev.halley.oort.core;

import dev.halley.oort.OortNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The application's listener of something shared, whatever its kind; may throw, and may block. */
interface EntryListener<K, V> {

    void put(OortNode node, K key, @Nullable V old, V value);

    void removed(OortNode node, K key, V old);

    default void partFound(OortNode node, Map<K, V> entries) {}

    default void partLost(OortNode node, Map<K, V> entries) {}
}
