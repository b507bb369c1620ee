package dev.halley.history.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the replicas of a node of a cluster in the files of a directory, so that they survive a restart: the same files, written in the
 * same way, as those of a {@link HistoryStore}, which says what holds for failures.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ReplicaStore implements AutoCloseable {

    private final HistoryStore store;
    private final List<NodeStart> starts;

    /** What is to be written. */
    @FunctionalInterface
    public interface Step {

        /** Called by the thread that writes. It neither waits nor keeps the writer. */
        void write(ReplicaWriter to) throws IOException;
    }

    private ReplicaStore(HistoryStore store, Loaded loaded) {
        this.store = store;
        starts = loaded.starts;
    }

    /**
     * Opens the store of a directory, which is made if it is not there, and locked.
     *
     * @param listener is told what was lost, also while this runs
     * @param owner gets each replica that is there, before this returns; those whose entries are all past their time without any
     * @throws HistoryStoreException if another server uses the directory, a newer version or a server that stands alone wrote it, or it
     *     cannot be read or written
     */
    public static ReplicaStore open(
            Path directory, StoreOptions options, StoreListener listener, Consumer<StoredReplica> owner)
            throws HistoryStoreException {
        Loaded loaded = new Loaded(owner);
        return new ReplicaStore(HistoryStore.open(directory, options, listener, loaded), loaded);
    }

    /** Opens a store in a directory that is locked, and that is closed if this fails. */
    static ReplicaStore open(
            StoreDirectory directory,
            StoreOptions options,
            StoreListener listener,
            Consumer<StoredReplica> owner,
            StoreHost host)
            throws IOException {
        Loaded loaded = new Loaded(owner);
        return new ReplicaStore(HistoryStore.open(directory, options, listener, loaded, host), loaded);
    }

    /** What the files have. */
    private static final class Loaded implements StoreOwner {
        private final Consumer<StoredReplica> owner;
        private List<NodeStart> starts = List.of();

        Loaded(Consumer<StoredReplica> owner) {
            this.owner = owner;
        }

        @Override
        public void take(StoredStream stream) throws HistoryStoreException {
            throw new HistoryStoreException(
                    "The directory has the history of a server that stood alone, which a node of a"
                            + " cluster cannot go on with. Take another directory.");
        }

        @Override
        public void take(StoredReplica replica) {
            owner.accept(replica);
        }

        @Override
        public void started(List<NodeStart> all) {
            starts = all;
        }
    }

    /** @return who served together last when it was opened, as each part of the node has written it */
    public List<NodeStart> starts() {
        return starts;
    }

    /**
     * Writes something, after all that was asked for before.
     *
     * @return done when the operating system has it, with {@link SyncPolicy#always} when the disk has it; fails if it is not written
     */
    public CompletionStage<@Nullable Void> write(Step step) {
        return store.submit(step::write);
    }

    /** The same, and what is cleared by it is erased from the files {@link HistoryStore#ERASED_AFTER} that. */
    public CompletionStage<@Nullable Void> erase(Step step) {
        return store.submit(to -> {
            step.write(to);
            store.scheduleErasure();
        });
    }

    /** @return what it has done so far */
    public StoreFigures figures() {
        return store.figures();
    }

    /** The same as {@link HistoryStore#close()}. */
    @Override
    public void close() {
        store.close();
    }

    /** The same as {@link HistoryStore#close(Duration)}. */
    public boolean close(Duration atMost) {
        return store.close(atMost);
    }
}
