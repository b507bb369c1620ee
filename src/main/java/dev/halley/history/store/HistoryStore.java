package dev.halley.history.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps streams in the files of a directory, so that they survive a restart. What stands in the files is said in the description of this
 * package.
 *
 * <p>All methods but {@link #close} return at once. What they ask for is done in the order of the calls by one thread, which writes what waits in one go. The
 * stage of a call is done when the operating system has it, with {@link SyncPolicy#always} when the disk has it. Stages are completed by
 * that thread: what follows on them must be short.
 *
 * <p>A call that does not fit the stream fails alone, with an {@link IllegalArgumentException}. When something cannot be written, that
 * call and all after it fail with a {@link HistoryStoreException}; only a restart helps then. What has failed may be stored all the same.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class HistoryStore implements AutoCloseable {

    /** How long after a stream was cleared its entries are erased from the files at the latest, if the disk can keep up. */
    public static final Duration ERASED_AFTER = Duration.ofMinutes(1);

    /** How many bytes are gathered before they are written, although more waits. */
    private static final int GROUP_BYTES = RecordWriter.BUFFER - (16 << 10);

    /** How many calls wait for each other at most. */
    private static final int GROUP_CALLS = 4096;

    private final StoreDirectory directory;
    private final StoreOptions options;
    private final StoreListener listener;
    private final StoreHost host;
    private final Log log;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicReference<@Nullable HistoryStoreException> failure = new AtomicReference<>();
    private final AtomicBoolean forceIsScheduled = new AtomicBoolean();
    /** Whether something was written that no force has begun to cover. */
    private final AtomicBoolean unforced = new AtomicBoolean();

    private final AtomicBoolean closing = new AtomicBoolean();

    /** Done when the directory is let go of. */
    private final CompletableFuture<@Nullable Void> released = new CompletableFuture<>();

    // The rest belongs to the writer.
    /** The calls that are done when what they ask for is written. */
    private final List<CompletableFuture<@Nullable Void>> group = new ArrayList<>();

    private boolean finished;
    private boolean snapshotIsRunning;
    private boolean erasureIsScheduled;
    private boolean erasureIsDue;

    /** A call that waits. */
    private record Call(Work work, CompletableFuture<@Nullable Void> done) {}

    /** What the writer does. */
    @FunctionalInterface
    interface Work {
        void run(Log log) throws IOException;
    }

    private HistoryStore(
            StoreDirectory directory, StoreOptions options, StoreListener listener, StoreHost host, Log log) {
        this.directory = directory;
        this.options = options;
        this.listener = listener;
        this.host = host;
        this.log = log;
    }

    /**
     * Opens the store of a directory, which is made if it is not there, and locked.
     *
     * @param listener is told what was lost, also while this runs
     * @param owner gets each stream that is there, before this returns
     * @throws HistoryStoreException if another server uses the directory, a newer version wrote it, or it cannot be read or written
     */
    public static HistoryStore open(
            Path directory, StoreOptions options, StoreListener listener, Consumer<StoredStream> owner)
            throws HistoryStoreException {
        return open(directory, options, listener, alone(owner));
    }

    private static StoreOwner alone(Consumer<StoredStream> owner) {
        return new StoreOwner() {
            @Override
            public void take(StoredStream stream) {
                owner.accept(stream);
            }

            @Override
            public void take(StoredReplica replica) throws HistoryStoreException {
                throw new HistoryStoreException(
                        "The directory has the history of a node of a cluster, which a server that"
                                + " stands alone cannot go on with. Take another directory.");
            }

            @Override
            public void started(List<NodeStart> starts) {}
        };
    }

    /** The same, for what an owner expects. */
    static HistoryStore open(Path directory, StoreOptions options, StoreListener listener, StoreOwner owner)
            throws HistoryStoreException {
        try {
            StoreDirectory locked = DiskDirectory.lock(directory);
            return open(locked, options, listener, owner, StoreHost.start());
        } catch (HistoryStoreException e) {
            throw e;
        } catch (IOException e) {
            throw new HistoryStoreException("The history's directory " + directory + " cannot be used: " + e, e);
        }
    }

    /** Opens a store in a directory that is locked, and that is closed if this fails. */
    static HistoryStore open(
            StoreDirectory directory,
            StoreOptions options,
            StoreListener listener,
            Consumer<StoredStream> owner,
            StoreHost host)
            throws IOException {
        return open(directory, options, listener, alone(owner), host);
    }

    /** The same, for what an owner expects. */
    static HistoryStore open(
            StoreDirectory directory, StoreOptions options, StoreListener listener, StoreOwner owner, StoreHost host)
            throws IOException {
        boolean open = false;
        try {
            Log log = new Opening(directory, options, listener).open(host.boot(), owner);
            open = true;
            return new HistoryStore(directory, options, listener, host, log);
        } finally {
            if (!open) {
                try (directory) {
                    host.stop().run();
                }
            }
        }
    }

    /**
     * Begins an epoch of a stream, which may be the stream's first.
     *
     * @param epoch one that was never used
     * @param first the offset of the epoch's first entry; greater than that of the last one of the stream
     * @param complete whether nothing is missing before it; then {@code first} is the next offset of the stream. False for a stream that
     *     was {@link StoredStream#doubtful}. Of no account for a new stream
     */
    public CompletionStage<@Nullable Void> begin(String channel, String epoch, long first, boolean complete) {
        return submit(to -> to.begin(channel, epoch, first, complete));
    }

    /**
     * Stores the next entry of a stream.
     *
     * @param entry at the next offset, in the epoch that has begun last
     * @param first the offset of the oldest entry that is kept from now on; what is older has made room
     * @param keep for how long entries of the stream are kept
     */
    public CompletionStage<@Nullable Void> append(String channel, StoredEntry entry, long first, Duration keep) {
        long keepMillis = keep.toMillis();
        return submit(to -> to.append(channel, entry, first, keepMillis));
    }

    /** Lets the oldest entries of a stream go. @param first the offset of the oldest one that is kept */
    public CompletionStage<@Nullable Void> trim(String channel, TrimCause cause, long first) {
        return submit(to -> to.trim(channel, cause, first));
    }

    /** Clears a stream: its entries do not come back once this is done, and are erased from the files {@link #ERASED_AFTER} that. */
    public CompletionStage<@Nullable Void> clear(String channel) {
        return submit(to -> {
            to.clear(channel);
            scheduleErasure();
        });
    }

    /** Forgets a stream with its keys; does nothing if there is none. */
    public CompletionStage<@Nullable Void> drop(String channel) {
        return submit(to -> to.drop(channel));
    }

    /** @return why nothing can be stored any more; empty as long as all is well */
    public Optional<HistoryStoreException> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** @return what it has done so far */
    public StoreFigures figures() {
        return log.figures();
    }

    CompletableFuture<@Nullable Void> submit(Work work) {
        if (closing.get()) {
            return CompletableFuture.failedFuture(closed());
        }
        return enqueue(work);
    }

    private static HistoryStoreException closed() {
        return new HistoryStoreException("The history's files are closed.");
    }

    private CompletableFuture<@Nullable Void> enqueue(Work work) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        calls.add(new Call(work, done));
        wake();
        return done;
    }

    private void wake() {
        if (busy.compareAndSet(false, true)) {
            host.writer().execute(this::work);
        }
    }

    private void work() {
        do {
            try {
                handleAll();
            } catch (RuntimeException | Error thrown) {
                // Whatever it was: nobody is to wait for ever, and the calls that come are to fail.
                fail(written(thrown));
                answer();
            } finally {
                busy.set(false);
            }
        } while (!calls.isEmpty() && busy.compareAndSet(false, true));
    }

    private void handleAll() {
        for (Call call = calls.poll(); call != null; call = calls.poll()) {
            handle(call);
            if (log.waiting() >= GROUP_BYTES || group.size() >= GROUP_CALLS) {
                commit();
            }
        }
        if (!group.isEmpty()) {
            commit();
        }
    }

    private void handle(Call call) {
        HistoryStoreException why = finished ? closed() : failure.get();
        if (why != null) {
            call.done().completeExceptionally(why);
            return;
        }
        group.add(call.done());
        try {
            call.work().run(log);
        } catch (IllegalArgumentException e) {
            group.remove(group.size() - 1);
            call.done().completeExceptionally(e);
        } catch (IOException e) {
            fail(written(e));
        }
    }

    private void commit() {
        if (failure.get() == null) {
            try {
                log.commit();
                startSnapshotIfDue();
            } catch (IOException e) {
                fail(written(e));
            }
        }
        answer();
    }

    private void answer() {
        HistoryStoreException why = failure.get();
        List<CompletableFuture<@Nullable Void>> done = List.copyOf(group);
        group.clear();
        if (why == null) {
            scheduleForce();
            done.forEach(stage -> stage.complete(null));
        } else {
            done.forEach(stage -> stage.completeExceptionally(why));
        }
    }

    private HistoryStoreException written(Throwable e) {
        return new HistoryStoreException("The history's files in " + directory.path() + " cannot be written: " + e, e);
    }

    private void fail(HistoryStoreException why) {
        if (failure.compareAndSet(null, why)) {
            listener.failed(why);
        }
    }

    private void scheduleForce() {
        if (options.sync().kind() == SyncPolicy.Kind.INTERVAL) {
            unforced.set(true);
            scheduleForceIfNeeded();
        }
    }

    private void scheduleForceIfNeeded() {
        if (unforced.get() && forceIsScheduled.compareAndSet(false, true)) {
            options.timer()
                    .schedule(options.sync().interval(), () -> host.background().execute(this::force));
        }
    }

    private void force() {
        unforced.set(false);
        try {
            log.force();
        } catch (IOException | RuntimeException | Error e) {
            fail(written(e));
        }
        forceIsScheduled.set(false);
        scheduleForceIfNeeded();
    }

    /** What was cleared is erased after {@link #ERASED_AFTER}. Called by the writer. */
    void scheduleErasure() {
        if (!erasureIsScheduled) {
            erasureIsScheduled = true;
            options.timer()
                    .schedule(
                            ERASED_AFTER,
                            () -> submit(to -> {
                                erasureIsScheduled = false;
                                erasureIsDue = true;
                            }));
        }
    }

    private void startSnapshotIfDue() throws IOException {
        if (!snapshotIsRunning && !closing.get() && (erasureIsDue || log.snapshotIsDue())) {
            snapshotIsRunning = true;
            erasureIsDue = false;
            Snapshot snapshot = log.beginSnapshot(
                    options.clock().millis() - options.keyTime().toMillis());
            host.background().execute(() -> write(snapshot));
        }
    }

    private void write(Snapshot snapshot) {
        try {
            LogFile written = snapshot.write(closing::get);
            if (written != null) {
                submit(to -> {
                    to.endSnapshot(written);
                    snapshotIsRunning = false;
                });
            }
        } catch (IOException | RuntimeException | Error e) {
            fail(written(e));
        }
    }

    /**
     * Stores what was asked for before, forces it to the disk, and lets go of the directory. Waits for that; not to be called by what
     * follows on a stage.
     */
    @Override
    public void close() {
        startClosing();
        released.join();
    }

    /**
     * The same, but waits for so long at most. If the disk takes longer, the directory stays locked until the disk has taken all.
     *
     * @return whether it is closed
     */
    public boolean close(Duration atMost) {
        startClosing();
        try {
            released.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException late) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void startClosing() {
        if (closing.compareAndSet(false, true)) {
            releaseAfter(finish());
        }
    }

    private CompletableFuture<@Nullable Void> finish() {
        return enqueue(to -> {
                    to.finish();
                    finished = true;
                })
                .exceptionally(failed -> null);
    }

    private void releaseAfter(CompletableFuture<?> finishing) {
        Thread thread = new Thread(
                () -> {
                    finishing.join();
                    release();
                },
                "halley-history-closing");
        thread.setDaemon(true);
        thread.start();
    }

    private void release() {
        // Whatever fails, the directory is free again.
        try (directory;
                log) {
            host.stop().run();
        } catch (IOException | RuntimeException | Error e) {
            fail(written(e));
        } finally {
            released.complete(null);
        }
    }
}
