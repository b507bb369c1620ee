package dev.halley.history;

import dev.halley.history.store.HistoryStore;
import dev.halley.history.store.StoredEntry;
import dev.halley.history.store.TrimCause;
import dev.halley.spi.Clock;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The journal that is kept in files.
 *
 * <p>Thread-safety: thread-safe.
 */
final class StoreJournal implements Journal {

    private final HistoryStore store;
    private final Clock clock;

    StoreJournal(HistoryStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public boolean hasFailed() {
        return store.failure().isPresent();
    }

    @Override
    public void begin(String channel, String epoch, long first, boolean complete) {
        store.begin(channel, epoch, first, complete);
    }

    @Override
    public CompletionStage<@Nullable Void> append(
            Publication stored, @Nullable PublishKey key, long first, Duration keep) {
        StoredEntry.Key written = key == null ? null : new StoredEntry.Key(key.id(), key.digest());
        var entry = new StoredEntry(
                stored.position(), Math.max(0, clock.millis()), EntryCodec.encode(stored.message()), written);
        return store.append(stored.channel().toString(), entry, first, keep);
    }

    @Override
    public void trim(String channel, TrimCause cause, long first) {
        store.trim(channel, cause, first);
    }

    @Override
    public CompletionStage<@Nullable Void> clear(String channel) {
        return store.clear(channel);
    }

    @Override
    public void drop(String channel) {
        store.drop(channel);
    }

    @Override
    public void close() {
        store.close();
    }
}
