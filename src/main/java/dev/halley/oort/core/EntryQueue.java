package dev.halley.oort.core;

import dev.halley.cluster.runtime.InTurn;
import dev.halley.oort.OortNode;
import dev.halley.oort.core.EntryFormat.Bound;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What one listener of the application has not been told yet. It grows with the entries, not with the changes: an entry that changes
 * again before the listener was told is one change.
 *
 * <p>Thread-safety: thread-safe; the steps are guarded by this. The listener is called on workers, under no lock.
 */
final class EntryQueue<K, V> {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final EntryListener<K, V> listener;
    private final String what;
    private final OortPlatform platform;
    private final Executor inTurn;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final Deque<Step<K, V>> steps = new ArrayDeque<>();
    private volatile boolean closed;

    /** @param what the listener is, for reports of what it throws */
    EntryQueue(EntryListener<K, V> listener, String what, OortPlatform platform) {
        this.listener = listener;
        this.what = what;
        this.platform = platform;
        inTurn = new InTurn(platform.workers());
    }

    private sealed interface Step<K, V> permits Changes, Part {}

    /** By node and name, in the order of the last change. */
    private record Changes<K, V>(Map<List<String>, Change<K, V>> byEntry) implements Step<K, V> {}

    private record Change<K, V>(
            @Nullable Cell<K, V> before, @Nullable Cell<K, V> now) {

        boolean changesNothing() {
            return before == now || before != null && now != null && Arrays.equals(before.bytes(), now.bytes());
        }
    }

    private record Part<K, V>(OortNode node, List<Cell<K, V>> entries, boolean found) implements Step<K, V> {}

    /** One of both is there. */
    synchronized void changed(@Nullable Cell<K, V> before, @Nullable Cell<K, V> now) {
        Cell<K, V> one = now == null ? before : now;
        if (one == null) {
            return;
        }
        Map<List<String>, Change<K, V>> changes = openChanges();
        List<String> entry = List.of(one.node().id(), one.name());
        Change<K, V> earlier = changes.remove(entry);
        Change<K, V> change = new Change<>(earlier == null ? before : earlier.before, now);
        if (!change.changesNothing()) {
            changes.put(entry, change);
        }
    }

    private Map<List<String>, Change<K, V>> openChanges() {
        if (steps.peekLast() instanceof Changes<K, V> changes) {
            return changes.byEntry;
        }
        Changes<K, V> changes = new Changes<>(new LinkedHashMap<>());
        steps.add(changes);
        return changes.byEntry;
    }

    /** @param entries that the part has as a whole, or had */
    synchronized void part(OortNode node, List<Cell<K, V>> entries, boolean found) {
        steps.add(new Part<>(node, entries, found));
    }

    /** Has the listener told; called without locks. */
    void wake() {
        if (awake.compareAndSet(false, true)) {
            try {
                inTurn.execute(this::tell);
            } catch (RejectedExecutionException full) {
                awake.set(false);
                platform.timer().schedule(PATIENCE, this::wake);
            }
        }
    }

    private void tell() {
        // Before it looks: what comes from here on begins another turn.
        awake.set(false);
        for (Step<K, V> step = next(); step != null; step = next()) {
            if (step instanceof Changes<K, V> changes) {
                changes.byEntry.values().forEach(this::tell);
            } else if (step instanceof Part<K, V> part) {
                tell(part);
            }
        }
    }

    private synchronized @Nullable Step<K, V> next() {
        return steps.poll();
    }

    private void tell(Change<K, V> change) {
        Optional<Bound<K, V>> before = bound(change.before);
        Optional<Bound<K, V>> now = bound(change.now);
        if (now.isPresent()) {
            Bound<K, V> entry = now.get();
            OortNode node = change.now.node();
            V old = before.map(Bound::value).orElse(null);
            guarded(() -> listener.put(node, entry.key(), old, entry.value()));
        } else if (before.isPresent()) {
            Bound<K, V> entry = before.get();
            OortNode node = change.before.node();
            guarded(() -> listener.removed(node, entry.key(), entry.value()));
        }
    }

    private static <K, V> Optional<Bound<K, V>> bound(@Nullable Cell<K, V> cell) {
        return cell == null ? Optional.empty() : cell.bound();
    }

    private void tell(Part<K, V> part) {
        Map<K, V> entries = new HashMap<>();
        part.entries.forEach(cell -> cell.bound().ifPresent(entry -> entries.put(entry.key(), entry.value())));
        Map<K, V> whole = Collections.unmodifiableMap(entries);
        guarded(() -> {
            if (part.found) {
                listener.partFound(part.node, whole);
            } else {
                listener.partLost(part.node, whole);
            }
        });
    }

    private void guarded(Runnable call) {
        if (!closed) {
            platform.guarded(what, call);
        }
    }

    /** The listener is told nothing any more. */
    void close() {
        closed = true;
    }
}
