package dev.halley.history;

import dev.halley.config.HistoryConfig;
import dev.halley.config.HistorySync;
import dev.halley.config.ServerConfig;
import dev.halley.history.store.HistoryStore;
import dev.halley.history.store.HistoryStoreException;
import dev.halley.history.store.StoreListener;
import dev.halley.history.store.StoreOptions;
import dev.halley.history.store.StoredStream;
import dev.halley.history.store.SyncPolicy;
import dev.halley.spi.Clock;
import dev.halley.spi.HistoryLog;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes the history of a server that stands alone, as the configuration says: in memory, or in files besides.
 *
 * <p>Thread-safety: stateless.
 */
public final class HistorySource {

    private HistorySource() {}

    /** Opens the files of a history. */
    @FunctionalInterface
    interface Opener {

        /** @param streams gets what is there, before this returns */
        HistoryStore open(StoreOptions options, StoreListener listener, Consumer<StoredStream> streams)
                throws HistoryStoreException;
    }

    /**
     * @param events is told what was lost, and what fails
     * @throws IllegalStateException if the files cannot be used; the message says why
     */
    public static HistoryLog open(ServerConfig config, Clock clock, Timer timer, ServerEvents events) {
        HistoryConfig history = config.history();
        if (history.store().isEmpty()) {
            return new MemoryHistory(history, clock, events);
        }
        Path directory = history.store().get();
        return open(
                config,
                new Surroundings(clock, timer, events),
                (options, listener, streams) -> HistoryStore.open(directory, options, listener, streams));
    }

    /** What a history uses. */
    record Surroundings(Clock clock, Timer timer, ServerEvents events) {}

    static HistoryLog open(ServerConfig config, Surroundings server, Opener opener) {
        HistoryConfig history = config.history();
        Clock clock = server.clock();
        StoreOptions options = new StoreOptions(
                policy(history.sync()), StoreOptions.SEGMENT_BYTES, history.publishKeyTtl(), clock, server.timer());
        List<Restored> restored = new ArrayList<>();
        Listener listener = new Listener(server.events());
        HistoryStore store;
        try {
            store = opener.open(options, listener, stream -> restored.add(Restored.of(stream, history, clock)));
        } catch (HistoryStoreException | IllegalArgumentException cause) {
            throw new IllegalStateException("'historyStore': " + cause.getMessage(), cause);
        }
        restored.sort(Comparator.comparingLong(Restored::time));
        String directory = history.store().map(Path::toString).orElse("");
        MemoryHistory made = new MemoryHistory(history, clock, server.events(), config.maxPendingPublishes());
        boolean done = false;
        try {
            made.restore(restored, new StoreJournal(store, directory, listener.lost));
            done = true;
        } finally {
            if (!done) {
                store.close();
            }
        }
        return made;
    }

    private static SyncPolicy policy(HistorySync sync) {
        return switch (sync.kind()) {
            case ALWAYS -> SyncPolicy.always();
            case INTERVAL -> SyncPolicy.every(sync.interval());
            case NEVER -> SyncPolicy.never();
        };
    }

    /** Thread-safety: what was lost is told by the thread that opens the files. */
    private static final class Listener implements StoreListener {
        private final ServerEvents events;
        private final List<String> lost = new ArrayList<>();

        Listener(ServerEvents events) {
            this.events = events;
        }

        @Override
        public void lost(String what) {
            lost.add(what);
            events.historyLost(what);
        }

        @Override
        public void failed(HistoryStoreException cause) {
            events.historyFailed(cause);
        }
    }
}
