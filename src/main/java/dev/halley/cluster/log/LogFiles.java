package dev.halley.cluster.log;

import static java.lang.System.Logger.Level.WARNING;

import dev.halley.cluster.log.LogChange.Append;
import dev.halley.cluster.log.LogChange.Clear;
import dev.halley.cluster.log.LogChange.Complete;
import dev.halley.cluster.log.LogChange.Reset;
import dev.halley.cluster.log.LogChange.Trim;
import dev.halley.history.store.HistoryStoreException;
import dev.halley.history.store.NodeStart;
import dev.halley.history.store.ReplicaStore;
import dev.halley.history.store.StoreFigures;
import dev.halley.history.store.StoreListener;
import dev.halley.history.store.StoreOptions;
import dev.halley.history.store.StoredReplica;
import dev.halley.history.store.TrimCause;
import dev.halley.spi.Clock;
import dev.halley.spi.History;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The files of a node, which all of its stripes share: so what they write at the same time is forced together.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class LogFiles implements AutoCloseable {

    private static final System.Logger LOGGER = System.getLogger(LogFiles.class.getName());

    /** How long closing may take: a server that is started again at once finds the files locked until then. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String directory;
    private final ReplicaStore store;
    private final List<String> lost;
    private final LogFailure failure;
    /** How many entries wait to be written. */
    private final AtomicInteger waiting = new AtomicInteger();

    private volatile boolean closing;
    /** What the files had when they were opened, until its stripe has taken it. */
    private final Map<Integer, List<StoredReplica>> restored;

    /**
     * What becomes of the files, for those who want to know.
     *
     * <p>Thread-safety: thread-safe.
     */
    private static final class Told implements StoreListener {
        private final List<String> lost = new ArrayList<>();
        private final LogFailure failure = new LogFailure();

        @Override
        public void lost(String what) {
            lost.add(what);
        }

        @Override
        public void failed(HistoryStoreException why) {
            failure.fail(why);
        }
    }

    /** Opens the files of a directory. */
    @FunctionalInterface
    interface Opener {
        ReplicaStore open(StoreOptions options, StoreListener listener, Consumer<StoredReplica> owner)
                throws HistoryStoreException;
    }

    private LogFiles(String directory, ReplicaStore store, Told told, Map<Integer, List<StoredReplica>> restored) {
        this.directory = directory;
        this.store = store;
        this.failure = told.failure;
        this.restored = restored;
        lost = List.copyOf(told.lost);
    }

    /**
     * Opens the files of a directory, and reads them.
     *
     * @throws IllegalStateException if they cannot be used; the message says why
     */
    public static LogFiles open(LogStorage storage, Clock clock, Timer timer) {
        StoreOptions options =
                new StoreOptions(storage.sync(), StoreOptions.SEGMENT_BYTES, storage.keyTtl(), clock, timer);
        return open(
                storage.directory().toString(),
                options,
                (same, listener, owner) -> ReplicaStore.open(storage.directory(), same, listener, owner));
    }

    static LogFiles open(String directory, StoreOptions options, Opener opener) {
        Told told = new Told();
        Map<Integer, List<StoredReplica>> restored = new HashMap<>();
        try {
            ReplicaStore store = opener.open(options, told, replica -> restored.computeIfAbsent(
                            Stripes.of(replica.channel()), none -> new ArrayList<>())
                    .add(replica));
            return new LogFiles(directory, store, told, restored);
        } catch (HistoryStoreException | IllegalArgumentException cause) {
            throw new IllegalStateException("'historyStore': " + cause.getMessage(), cause);
        }
    }

    /** @return what was missing when they were opened, in sentences */
    public List<String> lost() {
        return lost;
    }

    /** @return fails when nothing can be written any more */
    LogFailure failure() {
        return failure;
    }

    /** @return how they are written */
    History.Storage storage() {
        StoreFigures done = store.figures();
        Throwable cause = failure.cause();
        String why = cause == null ? "" : String.valueOf(cause.getMessage());
        return new History.Storage(directory, waiting.get(), done.entries(), done.bytes(), done.forces(), lost, why);
    }

    /**
     * The disk of one stripe.
     *
     * @param written learns up to which ticket all is written that the disk was given, on the thread of the writer: what it does must be
     *     short
     */
    LogDisk disk(int stripe, LongConsumer written) {
        return new Disk(stripe, written);
    }

    private synchronized List<StoredReplica> takeRestored(int stripe) {
        List<StoredReplica> all = restored.remove(stripe);
        return all == null ? List.of() : all;
    }

    /** Writes what was asked for before, and lets go of the directory. */
    @Override
    public void close() {
        closing = true;
        if (!store.close(PATIENCE)) {
            LOGGER.log(
                    WARNING,
                    "The history''s files in {0} are not closed after {1} s, since the disk takes nothing; they stay locked"
                            + " until it has.",
                    directory,
                    PATIENCE.toSeconds());
        }
    }

    /**
     * The part of one stripe.
     *
     * <p>Thread-safety: confined to the stripe's thread, but for what it hands to the writer.
     */
    private final class Disk implements LogDisk {

        private final int stripe;
        private final LongConsumer written;
        /** The steps of a copy that is not complete; null if there is none. */
        private @Nullable List<LogChange> copy;

        Disk(int stripe, LongConsumer written) {
            this.stripe = stripe;
            this.written = written;
        }

        @Override
        public void restoreTo(LogInput log) {
            store.starts().stream()
                    .filter(start -> start.part() == stripe)
                    .forEach(start -> log.restore(new StartRecord(start.generation(), start.names())));
            takeRestored(stripe).forEach(replica -> ReplicaFormat.restore(log, replica));
        }

        @Override
        public void write(long ticket, String channel, LogChange change) {
            List<LogChange> copying = change instanceof Reset ? new ArrayList<>() : copy;
            if (copying == null) {
                write(ticket, change, to -> ReplicaFormat.write(to, channel, change));
                return;
            }
            // A copy is one step: a snapshot between its pieces would not have it.
            copying.add(change);
            copy = copying;
            if (change instanceof Complete) {
                copy = null;
                ReplicaStore.Step whole = to -> {
                    for (LogChange each : copying) {
                        ReplicaFormat.write(to, channel, each);
                    }
                };
                tell(ticket, copying.stream().anyMatch(this::isErasure) ? store.erase(whole) : store.write(whole));
            }
        }

        private void write(long ticket, LogChange change, ReplicaStore.Step step) {
            if (change instanceof Append) {
                waiting.incrementAndGet();
                tell(ticket, store.write(step).whenComplete((nothing, failure) -> waiting.decrementAndGet()));
            } else {
                tell(ticket, isErasure(change) ? store.erase(step) : store.write(step));
            }
        }

        private boolean isErasure(LogChange change) {
            return change instanceof Clear
                    || change instanceof Trim trim && trim.cause() == TrimCause.CLEARED
                    || change instanceof Reset reset && reset.state().trimmed().get(TrimCause.CLEARED.ordinal()) > 0;
        }

        @Override
        public void write(long ticket, StartRecord record) {
            NodeStart start = new NodeStart(stripe, record.generation(), record.names());
            tell(ticket, store.write(to -> to.start(start)));
        }

        private void tell(long ticket, CompletionStage<@Nullable Void> done) {
            done.whenComplete((nothing, why) -> {
                if (why != null && !closing) {
                    failure.fail(why);
                } else if (why == null && failure.cause() == null) {
                    written.accept(ticket);
                }
            });
        }
    }
}
