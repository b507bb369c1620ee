package dev.halley.core.runtime;

import dev.halley.api.Attributed;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The application's attributes of a session or channel; costs nothing until one is set.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Attributes implements Attributed {

    private volatile @Nullable Map<String, Object> values;

    @Override
    public Optional<Object> attribute(String name) {
        Map<String, Object> map = values;
        return map == null ? Optional.empty() : Optional.ofNullable(map.get(name));
    }

    @Override
    public Optional<Object> attribute(String name, @Nullable Object value) {
        Map<String, Object> map = value == null ? values : valuesForWriting();
        if (map == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(value == null ? map.remove(name) : map.put(name, value));
    }

    @Override
    public Set<String> attributeNames() {
        Map<String, Object> map = values;
        return map == null ? Set.of() : Set.copyOf(map.keySet());
    }

    private synchronized Map<String, Object> valuesForWriting() {
        Map<String, Object> map = values;
        if (map == null) {
            map = new ConcurrentHashMap<>();
            values = map;
        }
        return map;
    }
}
