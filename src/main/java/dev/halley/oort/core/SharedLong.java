package dev.halley.oort.core;

import dev.halley.api.Registration;
import dev.halley.oort.OortLong;
import dev.halley.oort.OortNode;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A number of each node: parts of one entry.
 *
 * <p>Thread-safety: thread-safe; this node's number is changed under its lock.
 */
final class SharedLong implements OortLong {

    private static final String ONLY = "";

    private final String name;
    private final SharedEntries<String, Long> entries;

    SharedLong(String name, SharedEntries<String, Long> entries) {
        this.name = name;
        this.entries = entries;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long get() {
        return entries.own(ONLY).orElse(0L);
    }

    @Override
    public Map<OortNode, Long> parts() {
        return Collections.unmodifiableMap(entries.find(ONLY));
    }

    @Override
    public long sum() {
        return entries.find(ONLY).values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public long getAndSet(long value) {
        return change(before -> value);
    }

    @Override
    public long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    @Override
    public long getAndAdd(long delta) {
        return change(before -> before + delta);
    }

    @Override
    public synchronized boolean compareAndSet(long expected, long value) {
        boolean same = get() == expected;
        if (same) {
            entries.put(ONLY, value);
        }
        return same;
    }

    /** @return the number before */
    private synchronized long change(LongUnaryOperator change) {
        long before = get();
        entries.put(ONLY, change.applyAsLong(before));
        return before;
    }

    @Override
    public CompletionStage<Void> seen() {
        return entries.seen();
    }

    @Override
    public Registration addListener(Listener listener) {
        return entries.listen(
                new EntryListener<>() {

                    @Override
                    public void put(OortNode node, String key, @Nullable Long old, Long value) {
                        listener.changed(node, old == null ? 0 : old, value);
                    }

                    @Override
                    public void removed(OortNode node, String key, Long old) {
                        listener.changed(node, old, 0);
                    }
                },
                listener);
    }
}
