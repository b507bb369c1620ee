package dev.halley.demo;

import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.ServerEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Who is in the chat rooms by way of other nodes of the cluster, as those nodes have told. What a node has told is forgotten when that is
 * linked no more.
 *
 * <p>Thread-safety: guarded by itself; the listener is called outside.
 */
@ApplicationScoped
public class ChatNodes implements ServerEvents {

    /** The names of the members by room, by node. */
    private final Map<String, Map<String, List<String>>> told = new TreeMap<>();

    private Set<String> linked = Set.of();
    private volatile Consumer<Set<String>> listener = rooms -> {};

    /** @param changed is told when other nodes are linked than before, with the rooms whose members are others for that reason */
    void onChange(Consumer<Set<String>> changed) {
        listener = changed;
    }

    @Override
    public void nodesChanged(ClusterView before, ClusterView now) {
        listener.accept(linked(names(before), names(now)));
    }

    private static Set<String> names(ClusterView view) {
        Set<String> names = new HashSet<>();
        for (ClusterNode member : view.members()) {
            names.add(member.name());
        }
        return names;
    }

    private synchronized Set<String> linked(Set<String> before, Set<String> now) {
        linked = Set.copyOf(now);
        Set<String> changed = new TreeSet<>();
        for (String node : before) {
            if (!now.contains(node) && told.containsKey(node)) {
                changed.addAll(told.remove(node).keySet());
            }
        }
        return changed;
    }

    /**
     * A node tells of all rooms that have members there.
     *
     * @return the rooms whose members are others now
     */
    synchronized Set<String> tell(String node, Map<String, List<String>> rooms) {
        Map<String, List<String>> before = Objects.requireNonNullElse(told.put(node, rooms), Map.of());
        Set<String> changed = new TreeSet<>(before.keySet());
        changed.addAll(rooms.keySet());
        changed.removeIf(room -> Objects.equals(before.get(room), rooms.get(room)));
        return changed;
    }

    /** @return whether a node is linked, besides this one, that has not told yet */
    synchronized boolean lacks(String self) {
        return linked.stream().anyMatch(node -> !node.equals(self) && !told.containsKey(node));
    }

    /**
     * @param self the name of this node
     * @param own the names of the members by room here
     * @return the same of all nodes, in the order of these, so that all nodes give the same lists
     */
    synchronized Map<String, List<String>> with(String self, Map<String, List<String>> own) {
        Map<String, Map<String, List<String>>> all = new TreeMap<>(told);
        all.put(self, own);
        Map<String, List<String>> united = new TreeMap<>();
        for (Map<String, List<String>> rooms : all.values()) {
            rooms.forEach((room, names) ->
                    united.computeIfAbsent(room, absent -> new ArrayList<>()).addAll(names));
        }
        united.replaceAll((room, names) -> names.stream().distinct().toList());
        return united;
    }
}
