package dev.halley.history;

import static java.lang.System.Logger.Level.WARNING;

import dev.halley.history.store.HistoryStore;
import dev.halley.history.store.StoreFigures;
import dev.halley.history.store.StoredEntry;
import dev.halley.history.store.TrimCause;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.History.Storage;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The journal that is kept in files.
 *
 * <p>Thread-safety: thread-safe.
 */
final class StoreJournal implements Journal {

    private static final System.Logger LOG = System.getLogger(StoreJournal.class.getName());

    /** How long closing may take: a server that is started again at once finds the files locked until then. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HistoryStore store;
    private final String directory;
    private final List<String> lost;
    private volatile boolean closed;

    /** @param lost what was missing when it was opened, in sentences */
    StoreJournal(HistoryStore store, String directory, List<String> lost) {
        this.store = store;
        this.directory = directory;
        this.lost = List.copyOf(lost);
    }

    @Override
    public boolean hasFailed() {
        return closed || store.failure().isPresent();
    }

    @Override
    public void begin(String channel, String epoch, long first, boolean complete) {
        store.begin(channel, epoch, first, complete);
    }

    @Override
    public byte[] encode(ChannelMessage message) {
        return EntryCodec.encode(message);
    }

    @Override
    public CompletionStage<@Nullable Void> append(
            Publication stored, byte[] encoded, @Nullable PublishKey key, long first, Duration keep) {
        StoredEntry.Key written = key == null ? null : new StoredEntry.Key(key.id(), key.digest());
        var entry = new StoredEntry(stored.position(), Math.max(0, stored.storedMillis()), encoded, written);
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
    public Storage storage(int waiting) {
        StoreFigures done = store.figures();
        String failure = store.failure().map(Throwable::getMessage).orElse("");
        return new Storage(directory, waiting, done.entries(), done.bytes(), done.forces(), lost, failure);
    }

    @Override
    public void close() {
        closed = true;
        if (!store.close(PATIENCE)) {
            LOG.log(
                    WARNING,
                    "The history's files in " + directory + " are not closed after " + PATIENCE.toSeconds()
                            + " s, since the disk takes nothing; they stay locked until it has.");
        }
    }
}
