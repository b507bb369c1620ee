package dev.halley.history.store;

import dev.halley.api.Position;
import dev.halley.testkit.ManualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A server's use of a store, and all that it ever stored, whether it was acknowledged or not. All work is done by the thread that calls.
 *
 * <p>Thread-safety: not thread-safe.
 */
final class TestStore implements StoreListener {

    static final Duration KEEP = Duration.ofHours(1);

    final ManualTime time = new ManualTime();
    final List<String> lost = new ArrayList<>();
    final List<HistoryStoreException> failures = new ArrayList<>();
    final Map<String, Known> known = new TreeMap<>();
    SyncPolicy sync = SyncPolicy.every(Duration.ofSeconds(1));
    long segmentBytes = 1024;
    String boot = "boot-1";
    HistoryStore store;

    /** As the store handed them over when it was opened last. */
    final Map<String, StoredStream> loaded = new TreeMap<>();

    private int epochs;

    /** What was stored of a channel. */
    static final class Known {
        final Map<Long, StoredEntry> entries = new HashMap<>();
        String epoch = "";
        long next = 1;
        long first = 1;
        /** As far as it was acknowledged. */
        long acknowledged;

        long acknowledgedFirst = 1;
    }

    void open(StoreDirectory directory) throws IOException {
        loaded.clear();
        lost.clear();
        StoreHost host = new StoreHost(boot, Runnable::run, Runnable::run, () -> {});
        StoreOptions options = new StoreOptions(sync, segmentBytes, Duration.ofMinutes(5), time, time);
        store = HistoryStore.open(directory, options, this, stream -> loaded.put(stream.channel(), stream), host);
    }

    /** Goes on as a server does with what was loaded. */
    void resume() {
        known.keySet().retainAll(loaded.keySet());
        loaded.forEach((channel, stream) -> {
            Known now = known.computeIfAbsent(channel, missing -> new Known());
            List<Run> lineage = stream.lineage();
            now.epoch = lineage.get(lineage.size() - 1).epoch();
            now.next = stream.next();
            now.first = stream.entries().isEmpty()
                    ? stream.next()
                    : stream.entries().get(0).position().offset();
            now.entries
                    .keySet()
                    .retainAll(stream.entries().stream()
                            .map(entry -> entry.position().offset())
                            .toList());
            now.acknowledged = now.next - 1;
            now.acknowledgedFirst = now.first;
            if (stream.doubtful()) {
                begin(channel, now.next + 1000, false);
            }
        });
    }

    CompletionStage<@Nullable Void> begin(String channel, long first, boolean complete) {
        Known now = known.computeIfAbsent(channel, missing -> new Known());
        if (now.epoch.isEmpty()) {
            now.first = first;
            now.acknowledgedFirst = first;
            now.acknowledged = first - 1;
        }
        now.epoch = "e" + ++epochs;
        now.next = first;
        long before = now.first;
        if (now.entries.keySet().stream().noneMatch(offset -> offset >= before)) {
            now.first = first;
        }
        return store.begin(channel, now.epoch, first, complete);
    }

    /** Publishes, and keeps the newest ones. */
    CompletionStage<@Nullable Void> publish(String channel, int keeps) {
        return publish(channel, keeps, null);
    }

    CompletionStage<@Nullable Void> publish(String channel, int keeps, StoredEntry.@Nullable Key key) {
        Known now = known.get(channel);
        if (now == null) {
            begin(channel, 100, true);
            now = known.get(channel);
        }
        long offset = now.next++;
        String data = channel + " " + now.epoch + " " + offset;
        StoredEntry entry = new StoredEntry(
                new Position(now.epoch, offset), time.millis(), data.getBytes(StandardCharsets.UTF_8), key);
        now.entries.put(offset, entry);
        now.first = oldest(now, keeps);
        Known acknowledges = now;
        long first = now.first;
        CompletionStage<@Nullable Void> done = store.append(channel, entry, first, KEEP);
        return done.thenRun(() -> {
            acknowledges.acknowledged = offset;
            acknowledges.acknowledgedFirst = first;
        });
    }

    private static long oldest(Known now, int keeps) {
        List<Long> there = now.entries.keySet().stream()
                .filter(offset -> offset >= now.first)
                .sorted()
                .toList();
        return there.get(Math.max(0, there.size() - keeps));
    }

    CompletionStage<@Nullable Void> clear(String channel) {
        Known now = known.get(channel);
        long first = now.next;
        now.first = first;
        return store.clear(channel).thenRun(() -> now.acknowledgedFirst = first);
    }

    /** Lets so many of the oldest entries go. */
    CompletionStage<@Nullable Void> trim(String channel, int count) {
        Known now = known.get(channel);
        long first = now.entries.keySet().stream()
                .filter(offset -> offset >= now.first)
                .sorted()
                .skip(count)
                .findFirst()
                .orElse(now.next);
        now.first = first;
        return store.trim(channel, TrimCause.EXPIRED, first).thenRun(() -> now.acknowledgedFirst = first);
    }

    @Override
    public void lost(String what) {
        lost.add(what);
    }

    @Override
    public void failed(HistoryStoreException cause) {
        failures.add(cause);
    }
}
