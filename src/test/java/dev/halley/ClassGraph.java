package dev.halley;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which class uses which, with the cycles that they form. */
final class ClassGraph {

    private final SortedMap<String, SortedSet<String>> uses = new TreeMap<>();

    static ClassGraph of(Collection<ClassPair> pairs) {
        ClassGraph graph = new ClassGraph();
        pairs.forEach(graph::add);
        return graph;
    }

    /** @return what classes use within their own packages; nested ones count as the class that they are in */
    static ClassGraph withinPackages(Iterable<JavaClass> classes) {
        ClassGraph graph = new ClassGraph();
        for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass used = MainCode.fileOf(dependency.getTargetClass());
                if (used.getPackageName().equals(type.getPackageName()) && !used.equals(MainCode.fileOf(type))) {
                    graph.add(new ClassPair(MainCode.nameOf(type), MainCode.nameOf(used)));
                }
            }
        }
        return graph;
    }

    private void add(ClassPair pair) {
        uses.computeIfAbsent(pair.from(), name -> new TreeSet<>()).add(pair.to());
        uses.computeIfAbsent(pair.to(), name -> new TreeSet<>());
    }

    boolean contains(ClassPair pair) {
        return uses.getOrDefault(pair.from(), new TreeSet<>()).contains(pair.to());
    }

    ClassGraph without(Set<ClassPair> cut) {
        ClassGraph rest = new ClassGraph();
        uses.forEach((from, used) -> {
            rest.uses.put(from, new TreeSet<>());
            used.stream()
                    .map(to -> new ClassPair(from, to))
                    .filter(pair -> !cut.contains(pair))
                    .forEach(rest::add);
        });
        return rest;
    }

    /** @return whether one class uses the other, itself or by way of others */
    boolean reaches(String from, String to) {
        Set<String> seen = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (next.equals(to)) {
                return true;
            }
            if (seen.add(next)) {
                open.addAll(uses.getOrDefault(next, new TreeSet<>()));
            }
        }
        return false;
    }

    /** @return sets of classes each of which uses all others of its set, itself or by way of others */
    List<SortedSet<String>> cycles() {
        return new Tarjan(uses).components();
    }

    /** @return who uses whom within a set of classes */
    List<ClassPair> pairsWithin(Set<String> classes) {
        return uses.entrySet().stream()
                .filter(entry -> classes.contains(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream()
                        .filter(classes::contains)
                        .map(to -> new ClassPair(entry.getKey(), to)))
                .toList();
    }
}
