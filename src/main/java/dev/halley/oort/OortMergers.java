package dev.halley.oort;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Merges the nodes' values into one, for {@link OortObject#merged}.
 *
 * <p>Thread-safety: stateless.
 *
 * @since 0.1.0
 */
public final class OortMergers {

    private OortMergers() {}

    /** {@return a function that adds up numbers; the sum overflows like {@code long}} */
    public static <N extends Number> Function<List<N>, Long> longSum() {
        return numbers -> numbers.stream().mapToLong(Number::longValue).sum();
    }

    /**
     * {@return a function that puts all entries into one unmodifiable map; if several nodes have a key, the oldest
     * node's value}
     */
    public static <K, V> Function<List<Map<K, V>>, Map<K, V>> mapUnion() {
        return maps -> {
            Map<K, V> union = new LinkedHashMap<>();
            maps.forEach(map -> map.forEach(union::putIfAbsent));
            return Collections.unmodifiableMap(union);
        };
    }

    /** {@return a function that puts all elements into one unmodifiable list, those of the oldest node first} */
    public static <E> Function<List<List<E>>, List<E>> listConcatenation() {
        return lists -> {
            List<E> all = new ArrayList<>();
            lists.forEach(all::addAll);
            return Collections.unmodifiableList(all);
        };
    }
}
