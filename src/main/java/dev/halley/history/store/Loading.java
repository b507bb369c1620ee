package dev.halley.history.store;

import dev.halley.api.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads the entries and keys of streams whose state is known, those whose time is not over.
 *
 * <p>Thread-safety: not thread-safe.
 */
final class Loading {

    private final LogState state;
    private final long now;
    private final long oldestKey;
    private final Map<Integer, Loaded> streams = new HashMap<>();

    /** What was read of a stream so far. */
    private record Loaded(StreamState state, List<StoredEntry> entries, List<StoredKey> keys) {}

    /** @param now in milliseconds since 1970 @param keyMillis for how long keys are known */
    Loading(LogState state, long now, long keyMillis) {
        this.state = state;
        this.now = now;
        this.oldestKey = now - keyMillis;
        state.all()
                .forEach(stream ->
                        streams.put(stream.number(), new Loaded(stream, new ArrayList<>(), new ArrayList<>())));
    }

    void take(LogRecord logged) {
        if (logged instanceof LogRecord.Entry entry) {
            Loaded stream = streams.get(entry.number());
            if (stream != null) {
                takeEntry(stream, entry);
            }
        } else if (logged instanceof LogRecord.Key key) {
            Loaded stream = streams.get(key.number());
            if (stream != null && key.stored().time() > oldestKey) {
                stream.keys().add(key.stored());
            }
        }
    }

    private void takeEntry(Loaded stream, LogRecord.Entry entry) {
        LogRecord.Key key = entry.keyAlone();
        if (key != null && entry.time() > oldestKey) {
            stream.keys().add(key.stored());
        }
        StreamState of = stream.state();
        if (entry.offset() < of.first() || entry.offset() >= of.next()) {
            return;
        }
        if (stream.entries().isEmpty() && now - entry.time() >= of.keepMillis()) {
            of.trim(TrimCause.EXPIRED, entry.offset() + 1);
            return;
        }
        Position position = new Position(of.epochOf(entry.offset()), entry.offset());
        stream.entries()
                .add(new StoredEntry(
                        position,
                        entry.time(),
                        entry.data(),
                        key == null ? null : key.stored().key()));
    }

    /** Hands over what was read; of each stream only once. */
    void handOver(Consumer<StoredStream> owner) {
        for (int number : List.copyOf(streams.keySet())) {
            owner.accept(stream(streams.remove(number)));
        }
    }

    private static StoredStream stream(Loaded loaded) {
        StreamState of = loaded.state();
        Map<TrimCause, Long> trimmed = new EnumMap<>(TrimCause.class);
        for (TrimCause cause : TrimCause.values()) {
            if (of.trimmed(cause) > 0) {
                trimmed.put(cause, of.trimmed(cause));
            }
        }
        return new StoredStream(
                of.channel(),
                of.lineage(),
                of.doubtful(),
                trimmed,
                loaded.entries(),
                loaded.keys(),
                Duration.ofMillis(of.keepMillis()),
                of.next());
    }
}
