package dev.halley.oort.core;

import dev.halley.oort.Oort;
import dev.halley.oort.OortList;
import dev.halley.oort.OortLong;
import dev.halley.oort.OortMap;
import dev.halley.oort.OortObject;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What this node shares with the others, by name.
 *
 * <p>Thread-safety: thread-safe.
 */
final class SharedObjects {

    private record Shared(SharedType type, SharedEntries<?, ?> entries, Object face) {}

    private final OortPlatform platform;
    private final SharedLimits limits;
    private final SeenByAll seen;
    private final Map<String, Shared> byName = new TreeMap<>();

    SharedObjects(OortPlatform platform, SharedLimits limits) {
        this.platform = platform;
        this.limits = limits;
        seen = new SeenByAll(platform.state());
    }

    @SuppressWarnings("unchecked") // the name has that type
    <T> OortObject<T> object(String name, Type type) {
        SharedType shared = SharedType.of(SharedKind.OBJECT, type);
        return (OortObject<T>) shared(name, shared, types -> {
            SharedEntries<String, T> entries =
                    entries(name, shared, TextFormat.NOTHING, TextFormat.values(types.get(0)));
            return new Shared(shared, entries, new SharedObject<>(name, entries));
        });
    }

    @SuppressWarnings("unchecked") // the name has these types
    <K, V> OortMap<K, V> map(String name, Type keys, Type values) {
        SharedType shared = SharedType.of(SharedKind.MAP, keys, values);
        return (OortMap<K, V>) shared(name, shared, types -> {
            SharedEntries<K, V> entries =
                    entries(name, shared, TextFormat.keys(types.get(0)), TextFormat.values(types.get(1)));
            return new Shared(shared, entries, new SharedMap<>(name, entries));
        });
    }

    @SuppressWarnings("unchecked") // the name has that type
    <E> OortList<E> list(String name, Type elements) {
        SharedType shared = SharedType.of(SharedKind.LIST, elements);
        return (OortList<E>) shared(name, shared, types -> {
            SharedEntries<Long, E> entries =
                    entries(name, shared, TextFormat.POSITIONS, TextFormat.comparableValues(types.get(0)));
            return new Shared(shared, entries, new SharedList<>(name, entries));
        });
    }

    OortLong number(String name) {
        SharedType shared = SharedType.of(SharedKind.LONG);
        return (OortLong) shared(name, shared, types -> {
            SharedEntries<String, Long> entries = entries(name, shared, TextFormat.NOTHING, TextFormat.NUMBERS);
            return new Shared(shared, entries, new SharedLong(name, entries));
        });
    }

    private <K, V> SharedEntries<K, V> entries(String name, SharedType type, TextFormat<K> keys, TextFormat<V> values) {
        return new SharedEntries<>(platform, seen, name, new EntryFormat<>(type.kind(), keys, values, limits));
    }

    /** @return what has that name, made when it is first asked for */
    private Object shared(String name, SharedType type, Function<List<Type>, Shared> make) {
        Oort.checkName(name);
        Shared made;
        synchronized (this) {
            Shared known = byName.get(name);
            if (known != null) {
                requireSame(name, known.type, type);
                return known.face;
            }
            if (byName.size() >= limits.objects()) {
                throw new IllegalStateException("A node shares at most " + limits.objects()
                        + " objects, maps, lists and numbers with the others; " + type + " \"" + name
                        + "\" would be one more.");
            }
            made = make.apply(type.types());
            byName.put(name, made);
        }
        made.entries.start();
        return made.face;
    }

    private static void requireSame(String name, SharedType known, SharedType type) {
        if (!known.isSame(type)) {
            throw new IllegalArgumentException(
                    "The name \"" + name + "\" is that of an " + known + ", and is asked for as an " + type + ".");
        }
    }

    /** @return what is known of each now, in the order of their names */
    List<SharedReport> reports() {
        List<Shared> all;
        synchronized (this) {
            all = List.copyOf(byName.values());
        }
        return all.stream().map(shared -> shared.entries.report()).toList();
    }

    synchronized int size() {
        return byName.size();
    }

    /** The application is told nothing any more. */
    synchronized void close() {
        byName.values().forEach(shared -> shared.entries.close());
    }
}
