package dev.halley.cluster.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The kinds of a value in messages: a byte says which one it is, then come its fields. Their order is part of the format.
 *
 * <p>Thread-safety: immutable.
 *
 * @param <T> what all of them are
 */
final class Kinds<T> {

    private final String what;
    private final List<Kind<T>> kinds;
    private final Map<Class<?>, Integer> numbers = new HashMap<>();

    /** One of them. */
    record Kind<T>(Class<? extends T> type, BiConsumer<LogWriter, T> write, Function<LogReader, T> read) {}

    /** @param what one of them is, as the object of a sentence */
    @SafeVarargs
    Kinds(String what, Kind<T>... kinds) {
        this.what = what;
        List<Kind<T>> all = new ArrayList<>();
        for (Kind<T> kind : kinds) {
            numbers.put(kind.type(), all.size());
            all.add(kind);
        }
        this.kinds = all;
    }

    static <T, K extends T> Kind<T> kind(
            Class<K> type, BiConsumer<LogWriter, K> write, Function<LogReader, ? extends T> read) {
        return new Kind<>(type, (out, value) -> write.accept(out, type.cast(value)), read::apply);
    }

    /** @return how many there are */
    int size() {
        return kinds.size();
    }

    void write(LogWriter out, T value) {
        int number = numbers.get(value.getClass());
        out.octet(number);
        kinds.get(number).write().accept(out, value);
    }

    T read(LogReader in) {
        int number = in.octet();
        in.require(number < kinds.size(), "an unknown " + what);
        return kinds.get(number).read().apply(in);
    }
}
