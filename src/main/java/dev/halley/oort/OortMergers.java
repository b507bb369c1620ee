package dev.halley.oort;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Ways to make one value of those of the nodes, for {@link OortObject#merged}.
 *
 * <p>Thread-safety: stateless.
 *
 * @since 0.1.0
 */
public final class OortMergers {

    private OortMergers() {}

    /** @return adds them up; the sum wraps around as {@code long} does */
    public static <N extends Number> Function<List<N>, Long> longSum() {
        return numbers -> numbers.stream().mapToLong(Number::longValue).sum();
    }

    /** @return puts all entries into one map that nobody can change; of a key that several nodes have the oldest node's */
    public static <K, V> Function<List<Map<K, V>>, Map<K, V>> mapUnion() {
        return maps -> {
            Map<K, V> union = new LinkedHashMap<>();
            maps.forEach(map -> map.forEach(union::putIfAbsent));
            return Collections.unmodifiableMap(union);
        };
    }

    /** @return puts all elements into one list that nobody can change, those of the oldest node first */
    public static <E> Function<List<List<E>>, List<E>> listConcatenation() {
        return lists -> {
            List<E> all = new ArrayList<>();
            lists.forEach(all::addAll);
            return Collections.unmodifiableList(all);
        };
    }
}
