package dev.halley.history.store;

import dev.halley.api.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads the entries and keys of streams whose state is known, those whose time is not over.
 *
 * <p>Thread-safety: not thread-safe.
 */
final class Loading {

    private final LogState state;
    private final NodeKeys nodeKeys;
    private final long now;
    private final long oldestKey;
    private final Map<Integer, Loaded> streams = new HashMap<>();

    /** What was read of a stream so far. */
    private record Loaded(
            StreamState state,
            List<StoredEntry> entries,
            List<StoredKey> keys,
            List<NodeEntry> nodeEntries,
            List<NodeKey> nodeKeys) {

        static Loaded nothing(StreamState state) {
            return new Loaded(state, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        boolean isEmpty() {
            return entries.isEmpty() && nodeEntries.isEmpty();
        }
    }

    /** @param nodeKeys has learnt of all files. @param now in milliseconds since 1970 @param keyMillis for how long keys are known */
    Loading(LogState state, NodeKeys nodeKeys, long now, long keyMillis) {
        this.state = state;
        this.nodeKeys = nodeKeys;
        this.now = now;
        this.oldestKey = now - keyMillis;
        state.all().forEach(stream -> streams.put(stream.number(), Loaded.nothing(stream)));
    }

    void take(LogRecord logged) {
        nodeKeys.follow(logged);
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
        } else if (logged instanceof LogRecord.KeyOfNode key) {
            Loaded stream = streams.get(key.number());
            if (stream != null) {
                takeKey(stream, key.stored());
            }
        }
    }

    private void takeKey(Loaded stream, NodeKey key) {
        boolean ofEntry = key.at() == key.position().offset() && isThere(stream, key.at());
        if (ofEntry || nodeKeys.marks(stream.state().number()).keep(key, oldestKey)) {
            stream.nodeKeys().add(key);
        }
    }

    private static boolean isThere(Loaded stream, long offset) {
        return offset >= stream.state().first() && offset < stream.state().next();
    }

    private void takeEntry(Loaded stream, LogRecord.Entry entry) {
        StreamState of = stream.state();
        boolean kept = isThere(stream, entry.offset());
        if (kept && stream.isEmpty() && now - entry.time() >= of.keepMillis()) {
            of.trim(TrimCause.EXPIRED, entry.offset() + 1);
            kept = false;
        }
        NodeKey ofNode = nodeKeys.keyOf(entry);
        if (ofNode == null) {
            takeEntry(stream, entry, kept);
            return;
        }
        takeKey(stream, ofNode);
        if (kept) {
            stream.nodeEntries()
                    .add(new NodeEntry(entry.offset(), entry.time(), ofNode.origin(), ofNode.key(), entry.data()));
        }
    }

    private void takeEntry(Loaded stream, LogRecord.Entry entry, boolean kept) {
        LogRecord.Key key = entry.keyAlone();
        if (key != null && entry.time() > oldestKey) {
            stream.keys().add(key.stored());
        }
        if (!kept) {
            return;
        }
        StreamState of = stream.state();
        Position position = new Position(of.epochOf(entry.offset()), entry.offset());
        stream.entries()
                .add(new StoredEntry(
                        position,
                        entry.time(),
                        entry.data(),
                        key == null ? null : key.stored().key()));
    }

    /** Hands over what was read; of each stream only once. */
    void handOver(StoreOwner owner) throws IOException {
        for (int number : List.copyOf(streams.keySet())) {
            Loaded loaded = streams.remove(number);
            if (loaded.state().held() == null) {
                owner.take(stream(loaded));
            } else {
                owner.take(replica(loaded));
            }
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

    private StoredReplica replica(Loaded loaded) {
        StreamState of = loaded.state();
        LogRecord.Held held = Objects.requireNonNull(of.held());
        List<Long> trimmed = new ArrayList<>();
        for (TrimCause cause : TrimCause.values()) {
            trimmed.add(of.trimmed(cause));
        }
        NodeReplica replica = new NodeReplica(
                of.lineage(),
                loaded.nodeEntries().isEmpty()
                        ? of.next()
                        : loaded.nodeEntries().get(0).offset(),
                trimmed,
                of.keepMillis(),
                held.clearedMillis(),
                held.weight(),
                nodeKeys.marks(of.number()).all());
        return new StoredReplica(of.channel(), replica, of.doubtful(), loaded.nodeEntries(), loaded.nodeKeys());
    }
}
