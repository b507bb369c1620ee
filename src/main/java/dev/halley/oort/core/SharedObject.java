package dev.halley.oort.core;

import dev.halley.api.Registration;
import dev.halley.oort.OortNode;
import dev.halley.oort.OortObject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value of each node: parts of one entry.
 *
 * <p>Thread-safety: thread-safe.
 */
final class SharedObject<T> implements OortObject<T> {

    private static final String ONLY = "";

    private final String name;
    private final SharedEntries<String, T> entries;

    SharedObject(String name, SharedEntries<String, T> entries) {
        this.name = name;
        this.entries = entries;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<T> local() {
        return entries.own(ONLY);
    }

    @Override
    public Map<OortNode, T> parts() {
        return Collections.unmodifiableMap(entries.find(ONLY));
    }

    @Override
    public <R> R merged(Function<? super List<T>, R> merger) {
        return merger.apply(List.copyOf(entries.find(ONLY).values()));
    }

    @Override
    public CompletionStage<Void> set(T value) {
        entries.put(ONLY, value);
        return entries.seen();
    }

    @Override
    public CompletionStage<Void> remove() {
        entries.remove(ONLY);
        return entries.seen();
    }

    @Override
    public Registration addListener(Listener<? super T> listener) {
        return entries.listen(
                new EntryListener<>() {

                    @Override
                    public void put(OortNode node, String key, @Nullable T old, T value) {
                        listener.updated(node, old, value);
                    }

                    @Override
                    public void removed(OortNode node, String key, T old) {
                        listener.removed(node, old);
                    }
                },
                listener);
    }
}
