package dev.halley.oort.core;

import dev.halley.api.Registration;
import dev.halley.oort.OortChange;
import dev.halley.oort.OortList;
import dev.halley.oort.OortNode;
import dev.halley.oort.core.EntryFormat.Bound;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A list of each node: an entry of its part for each element, named by the position that it was added at.
 *
 * <p>Thread-safety: thread-safe.
 */
final class SharedList<E> implements OortList<E> {

    private final String name;
    private final SharedEntries<Long, E> entries;
    private final AtomicLong positions = new AtomicLong();

    SharedList(String name, SharedEntries<Long, E> entries) {
        this.name = name;
        this.entries = entries;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<E> local() {
        return elements(entries.ownPart());
    }

    private static <E> List<E> elements(List<Bound<Long, E>> part) {
        return part.stream().map(Bound::value).toList();
    }

    @Override
    public Map<OortNode, List<E>> parts() {
        Map<OortNode, List<E>> parts = new LinkedHashMap<>();
        entries.forEachPart((node, part) -> parts.put(node, elements(part)));
        return Collections.unmodifiableMap(parts);
    }

    @Override
    public List<E> merged() {
        List<E> all = new ArrayList<>();
        entries.forEachPart((node, part) -> all.addAll(elements(part)));
        return Collections.unmodifiableList(all);
    }

    @Override
    public boolean contains(E element) {
        return entries.ownKeyOf(element).isPresent();
    }

    @Override
    public boolean isPresent(E element) {
        return entries.isPresent(element);
    }

    @Override
    public CompletionStage<Void> add(E element) {
        entries.put(positions.getAndIncrement(), element);
        return entries.seen();
    }

    @Override
    public OortChange<E> remove(E element) {
        Optional<E> removed = Optional.empty();
        Optional<Long> position = entries.ownKeyOf(element);
        // Another thread may have removed it meanwhile: then the next one is meant.
        while (removed.isEmpty() && position.isPresent()) {
            removed = entries.remove(position.get());
            position = removed.isPresent() ? position : entries.ownKeyOf(element);
        }
        return new StoredChange<>(removed, entries);
    }

    @Override
    public Registration addListener(Listener<? super E> listener) {
        return entries.listen(
                new EntryListener<>() {

                    @Override
                    public void put(OortNode node, Long position, @Nullable E old, E element) {
                        listener.added(node, element);
                    }

                    @Override
                    public void removed(OortNode node, Long position, E element) {
                        listener.removed(node, element);
                    }
                },
                listener);
    }
}
