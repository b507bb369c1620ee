package dev.halley;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Tarjan's algorithm (1972) for strongly connected components: goes into the depth, and keeps on a stack what may still be
 * part of a component; a node from which nothing reaches further back than itself completes one.
 */
final class Tarjan {
    private final SortedMap<String, SortedSet<String>> edges;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Integer> reachesBackTo = new HashMap<>();
    private final Deque<String> stack = new ArrayDeque<>();
    private final List<SortedSet<String>> components = new ArrayList<>();

    Tarjan(SortedMap<String, SortedSet<String>> edges) {
        this.edges = edges;
    }

    /** @return those of more than one node */
    List<SortedSet<String>> components() {
        for (String node : edges.keySet()) {
            if (!numbers.containsKey(node)) {
                visit(node);
            }
        }
        return components;
    }

    private void visit(String node) {
        int number = numbers.size();
        numbers.put(node, number);
        reachesBackTo.put(node, number);
        stack.push(node);
        for (String next : edges.get(node)) {
            if (!numbers.containsKey(next)) {
                visit(next);
                reachesBackTo.merge(node, reachesBackTo.get(next), Math::min);
            } else if (stack.contains(next)) {
                reachesBackTo.merge(node, numbers.get(next), Math::min);
            }
        }
        if (reachesBackTo.get(node) == number) {
            complete(node);
        }
    }

    private void complete(String first) {
        SortedSet<String> component = new TreeSet<>();
        String popped;
        do {
            popped = stack.pop();
            component.add(popped);
        } while (!popped.equals(first));
        if (component.size() > 1) {
            components.add(component);
        }
    }
}
