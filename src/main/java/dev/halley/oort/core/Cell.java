package dev.halley.oort.core;

import dev.halley.oort.OortNode;
import dev.halley.oort.core.EntryFormat.Bound;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a node's part, which is bound when it is first asked for.
 *
 * <p>Thread-safety: thread-safe; all get the same value, which may be bound twice if two ask for it at once.
 */
final class Cell<K, V> {

    private final OortNode node;
    private final String name;
    private final byte[] bytes;
    private final Function<Cell<K, V>, Optional<Bound<K, V>>> bind;
    private final AtomicReference<@Nullable Optional<Bound<K, V>>> bound = new AtomicReference<>();

    /** @param bind is empty, and has reported why, for what cannot be bound */
    Cell(OortNode node, String name, byte[] bytes, Function<Cell<K, V>, Optional<Bound<K, V>>> bind) {
        this.node = node;
        this.name = name;
        this.bytes = bytes;
        this.bind = bind;
    }

    OortNode node() {
        return node;
    }

    String name() {
        return name;
    }

    byte[] bytes() {
        return bytes;
    }

    /** @return how much it counts */
    int size() {
        return name.length() + bytes.length;
    }

    /** Runs code of the application, by which JSON-B makes its objects. @return empty for what cannot be bound */
    Optional<Bound<K, V>> bound() {
        Optional<Bound<K, V>> known = bound.get();
        if (known == null) {
            bound.compareAndSet(null, bind.apply(this));
            known = bound.get();
        }
        return known;
    }
}
