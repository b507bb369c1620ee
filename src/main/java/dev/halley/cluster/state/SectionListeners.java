package dev.halley.cluster.state;

import static java.lang.System.Logger.Level.ERROR;

import dev.halley.cluster.state.OwnPart.Change;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState.Key;
import dev.halley.spi.OwnedState.Listener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Who wants to know what changes, by section. What one throws is logged, and costs the others nothing.
 *
 * <p>Thread-safety: confined to the thread of the state.
 */
final class SectionListeners {

    private static final System.Logger LOGGER = System.getLogger(SectionListeners.class.getName());

    private final Map<String, List<Listener>> listeners = new HashMap<>();

    /** Adds one, which is told what is there already. */
    void add(String section, Listener listener, Map<NodeId, List<Entry>> there) {
        there.forEach((node, entries) ->
                entries.forEach(entry -> guarded(listener, each -> each.put(node, entry.key(), entry.value()))));
        listeners.computeIfAbsent(section, absent -> new ArrayList<>()).add(listener);
    }

    void put(NodeId node, Key key, byte[] value) {
        tell(key.section(), listener -> listener.put(node, key, value));
    }

    void removed(NodeId node, Key key) {
        tell(key.section(), listener -> listener.removed(node, key));
    }

    void lost(NodeId node, Key key) {
        tell(key.section(), listener -> listener.lost(node, key));
    }

    void partFound(NodeId node) {
        tellAll(listener -> listener.partFound(node));
    }

    void partLost(NodeId node) {
        tellAll(listener -> listener.partLost(node));
    }

    /** Tells what this node has changed of its own part. */
    void own(NodeId self, List<Change> changes) {
        for (Change change : changes) {
            Entry before = change.before();
            Entry now = change.now();
            if (now == null) {
                removed(self, change.key());
            } else if (before == null || !Arrays.equals(before.value(), now.value())) {
                put(self, change.key(), now.value());
            }
        }
    }

    private void tell(String section, Consumer<Listener> what) {
        listeners.getOrDefault(section, List.of()).forEach(listener -> guarded(listener, what));
    }

    private void tellAll(Consumer<Listener> what) {
        listeners.values().forEach(some -> some.forEach(listener -> guarded(listener, what)));
    }

    /** Runs what tells one listener. */
    static void guarded(Listener listener, Consumer<Listener> what) {
        try {
            what.accept(listener);
        } catch (RuntimeException | Error e) {
            LOGGER.log(
                    ERROR,
                    "A listener of the cluster's state failed: "
                            + listener.getClass().getName(),
                    e);
        }
    }
}
