package dev.halley.cluster.log;

import static java.lang.System.Logger.Level.ERROR;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.api.PublishException;
import dev.halley.cluster.log.LogMessage.Found;
import dev.halley.cluster.log.LogMessage.Page;
import dev.halley.cluster.runtime.ActorThread;
import dev.halley.history.store.Run;
import dev.halley.history.store.StoredEntry;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.protocol.BayeuxError;
import dev.halley.spi.Cluster;
import dev.halley.spi.Cluster.Traffic;
import dev.halley.spi.ClusterView;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.NodeId;
import dev.halley.spi.Published;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One log of a node, on one thread. What waits is done at once: then messages are sent, and futures and listeners completed.
 *
 * <p>Thread-safety: thread-safe. All fields that are not final, and the collections, are used by the thread alone.
 */
final class LogStripe {

    private static final System.Logger LOGGER = System.getLogger(LogStripe.class.getName());

    /** How many steps are made before it is told what came of them. */
    private static final int STEPS = 256;

    /** Ticks between two measurements of the size. */
    private static final int TICKS_OF_SIZE = 10;

    private final int number;
    private final Cluster cluster;
    private final Executor thread;
    private final LogCounters counters;
    private final LogListener listener;
    private final LogFailure failure;
    private final LogMachine machine;
    private final LogDisk disk;
    private final Written written = new Written();
    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean ticking = new AtomicBoolean();
    private final Map<Long, CompletableFuture<?>> waiting = new HashMap<>();
    private final Map<String, CompletableFuture<Void>> following = new HashMap<>();
    private final Map<String, CompletableFuture<Void>> attaching = new HashMap<>();
    private final List<CompletableFuture<Void>> leaving = new ArrayList<>(1);
    private final List<Unsent> unsent = new ArrayList<>();
    /** Callbacks to run after the steps that are made at once. */
    private List<Runnable> after = new ArrayList<>();

    private long tokens;
    private long ticks;
    private long lastView = Long.MIN_VALUE;
    /** The message that was sent last, and its bytes: the same one goes to several nodes. */
    private @Nullable LogMessage lastSent;

    private byte[] lastBytes = {};
    private volatile int followed;
    private volatile LogSize size = LogSize.NOTHING;
    private volatile boolean closed;

    LogStripe(int number, Cluster cluster, LogLimits limits, LogPlatform platform, Observers observers) {
        this.number = number;
        this.cluster = cluster;
        counters = observers.counters();
        listener = observers.listener();
        failure = observers.failure();
        thread = platform.threads().apply(number);
        machine = new LogMachine(cluster.self().id(), limits, platform.clock(), new Output());
        LogFiles files = platform.files();
        disk = files == null ? LogDisk.NONE : files.disk(number, written);
        failure.listen(cause -> run(machine::fail));
        run(() -> disk.restoreTo(machine));
    }

    private record Unsent(NodeId to, byte[] bytes) {}

    /** Tells the machine what is written: once for all that was written since it was told last. */
    private final class Written implements LongConsumer {

        private final AtomicLong upTo = new AtomicLong();
        private final AtomicBoolean telling = new AtomicBoolean();

        @Override
        public void accept(long ticket) {
            upTo.set(ticket);
            if (telling.compareAndSet(false, true)) {
                run(() -> {
                    telling.set(false);
                    machine.written(upTo.get());
                });
            }
        }
    }

    /**
     * Runs a step on the thread, and tells who waits for what came of it, and of the steps that waited with it. If it throws, nobody knows
     * what the log has: this node can no longer keep anything.
     */
    private void run(Runnable step) {
        if (!closed) {
            steps.add(step);
            goOn();
        }
    }

    private void goOn() {
        if (running.compareAndSet(false, true)) {
            thread.execute(this::runSteps);
        }
    }

    private void runSteps() {
        // First: who adds a step from now on begins anew, where this does not find it.
        running.set(false);
        try {
            Runnable step = steps.poll();
            for (int i = 1; step != null; i++) {
                runOne(step);
                step = i < STEPS ? steps.poll() : null;
            }
        } finally {
            send();
            tell();
            if (!steps.isEmpty()) {
                goOn();
            }
        }
    }

    private void runOne(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            if (!closed) {
                failure.fail(e);
            }
        }
    }

    /** At once what several steps have to say: so it goes together. */
    private void send() {
        lastSent = null;
        lastBytes = new byte[0];
        unsent.forEach(message -> cluster.send(message.to(), Traffic.LOG, message.bytes()));
        unsent.clear();
    }

    private void tell() {
        List<Runnable> all = after;
        if (!all.isEmpty()) {
            after = new ArrayList<>();
            listener.together(() -> all.forEach(LogStripe::tell));
        }
    }

    private static void tell(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException | Error e) {
            LOGGER.log(ERROR, "A callback of the streams' log failed.", e);
        }
    }

    void view(ClusterView view, boolean quorum, Set<NodeId> left) {
        run(() -> {
            if (view.number() > lastView) {
                lastView = view.number();
                machine.view(view, quorum, left);
            }
        });
    }

    void received(NodeId from, byte[] bytes) {
        run(() -> {
            LogMessage message;
            try {
                message = LogFormat.decode(bytes).message();
            } catch (IllegalArgumentException malformed) {
                dropped(from, String.valueOf(malformed.getMessage()));
                return;
            }
            machine.received(from, message);
        });
    }

    private void dropped(NodeId from, String why) {
        counters.dropped.increment();
        after.add(() -> listener.dropped(from, why));
    }

    void tick() {
        if (ticking.compareAndSet(false, true)) {
            run(() -> {
                ticking.set(false);
                machine.tick();
                if (ticks++ % TICKS_OF_SIZE == 0) {
                    size = machine.streams().size();
                    followed = machine.follows().size();
                    counters.sequenced(number, machine.streams().sequenced());
                }
            });
        }
    }

    // ---- what this node wants

    CompletableFuture<Published> publish(String channel, @Nullable Key key, HistoryPolicy policy, byte[] data) {
        return ask(token -> machine.publish(token, channel, key, policy, data));
    }

    CompletableFuture<LogPage> since(String channel, Position after, int limit) {
        return ask(token -> machine.since(token, channel, after, limit));
    }

    CompletableFuture<LogPage> newest(String channel, int count) {
        return ask(token -> machine.newest(token, channel, count));
    }

    /** @return where a publish with that key stands, and its digest; empty if it is not known */
    CompletableFuture<Optional<KeyFound>> lookup(String channel, Key key) {
        return ask(token -> machine.lookup(token, channel, key));
    }

    CompletableFuture<Void> clear(String channel) {
        return ask(token -> machine.clear(token, channel));
    }

    /** Who learns what happens. */
    record Observers(LogCounters counters, LogListener listener, LogFailure failure) {}

    CompletableFuture<Void> forget(String channel) {
        return ask(token -> machine.forget(token, channel));
    }

    /** Where a publish stands. */
    record KeyFound(Position position, String digest) {}

    private <T extends @Nullable Object> CompletableFuture<T> ask(LongConsumer question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        run(answer, () -> {
            long token = ++tokens;
            waiting.put(token, answer);
            question.accept(token);
        });
        return answer;
    }

    /** The same as {@link #run(Runnable)}. @param answer fails if the step does, or is not run any more */
    private void run(CompletableFuture<?> answer, Runnable step) {
        run(() -> {
            try {
                step.run();
            } catch (RuntimeException | Error e) {
                waiting.values().remove(answer);
                following.values().remove(answer);
                attaching.values().remove(answer);
                fail(answer);
                throw e;
            }
        });
        if (closed) {
            answer.completeExceptionally(unavailable());
        }
    }

    private void fail(@Nullable CompletableFuture<?> answer) {
        if (answer != null) {
            after.add(() -> answer.completeExceptionally(unavailable()));
        }
    }

    /** @return done when this node follows */
    CompletableFuture<Void> follow(String channel) {
        CompletableFuture<Void> known = new CompletableFuture<>();
        run(known, () -> {
            if (machine.follows().isFollowed(channel)) {
                after.add(() -> known.complete(null));
                // A pattern may be why: that may go.
                machine.follow(channel);
                return;
            }
            join(following, channel, known);
            machine.follow(channel);
        });
        return known;
    }

    void unfollow(String channel) {
        run(() -> {
            fail(following.remove(channel));
            machine.unfollow(channel);
        });
    }

    /** @return done when this node follows all that match */
    CompletableFuture<Void> attach(String pattern) {
        CompletableFuture<Void> known = new CompletableFuture<>();
        run(known, () -> {
            join(attaching, pattern, known);
            machine.attach(pattern);
        });
        return known;
    }

    private static void join(Map<String, CompletableFuture<Void>> all, String name, CompletableFuture<Void> another) {
        CompletableFuture<Void> there = all.get(name);
        if (there == null) {
            all.put(name, another);
        } else {
            there.whenComplete((done, failure) -> complete(another, failure));
        }
    }

    private static void complete(CompletableFuture<Void> one, @Nullable Throwable failure) {
        if (failure == null) {
            one.complete(null);
        } else {
            one.completeExceptionally(failure);
        }
    }

    void detach(String pattern) {
        run(() -> {
            fail(attaching.remove(pattern));
            machine.detach(pattern);
        });
    }

    /** @return done when others hold what this node holds */
    CompletableFuture<Void> leave() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        run(left, () -> {
            if (machine.streams().size().streams() == 0) {
                after.add(() -> left.complete(null));
                return;
            }
            leaving.add(left);
            machine.leave();
        });
        return left;
    }

    /** @return how many streams this follows, as of some time ago */
    int followed() {
        return followed;
    }

    /** @return how much there is, as of some time ago */
    LogSize size() {
        return size;
    }

    static PublishException unavailable() {
        return new PublishException(BayeuxError.HISTORY_UNAVAILABLE);
    }

    /** Nothing is answered any more. */
    void close() {
        // First: who comes after the task below is refused at once, who came before it by the task.
        closed = true;
        steps.add(this::end);
        goOn();
    }

    private void end() {
        List<CompletableFuture<?>> all = new ArrayList<>(waiting.values());
        all.addAll(following.values());
        all.addAll(attaching.values());
        all.addAll(leaving);
        all.forEach(each -> each.completeExceptionally(unavailable()));
        waiting.clear();
        if (thread instanceof ActorThread own) {
            own.end();
        }
    }

    private final class Output implements LogOutput {

        @Override
        public void send(NodeId to, LogMessage message) {
            if (message != lastSent) {
                lastBytes = LogFormat.encode(number, message);
                lastSent = message;
            }
            unsent.add(new Unsent(to, lastBytes));
        }

        @Override
        public void write(long ticket, String channel, LogChange change) {
            disk.write(ticket, channel, change);
        }

        @Override
        public void write(long ticket, StartRecord record) {
            disk.write(ticket, record);
        }

        @SuppressWarnings("unchecked")
        private <T extends @Nullable Object> void answer(long token, Consumer<CompletableFuture<T>> how) {
            CompletableFuture<T> answer = (CompletableFuture<T>) waiting.remove(token);
            if (answer != null) {
                after.add(() -> how.accept(answer));
            }
        }

        @Override
        public void published(long token, PublishResult result, Position position) {
            this.<Published>answer(token, answer -> {
                switch (result) {
                    case STORED -> answer.complete(new Published(position, false));
                    case DUPLICATE -> answer.complete(new Published(position, true));
                    case CONFLICT ->
                        answer.completeExceptionally(new PublishException(BayeuxError.PUBLISH_KEY_CONFLICT));
                    default -> answer.completeExceptionally(unavailable());
                }
            });
        }

        @Override
        public void read(long token, @Nullable Page page) {
            this.<LogPage>answer(token, answer -> {
                if (page == null) {
                    answer.completeExceptionally(unavailable());
                } else {
                    answer.complete(stored(page));
                }
            });
        }

        @Override
        public void found(long token, @Nullable Found found) {
            this.<Optional<KeyFound>>answer(token, answer -> {
                if (found == null) {
                    answer.completeExceptionally(unavailable());
                } else {
                    answer.complete(
                            found.position().equals(Position.NONE)
                                    ? Optional.empty()
                                    : Optional.of(new KeyFound(found.position(), found.digest())));
                }
            });
        }

        @Override
        public void cleared(long token, boolean cleared) {
            this.<Void>answer(token, answer -> complete(answer, cleared ? null : unavailable()));
        }

        @Override
        public void following(String channel, Position from) {
            done(following.remove(channel));
        }

        @Override
        public void attached(String pattern) {
            done(attaching.remove(pattern));
        }

        private void done(@Nullable CompletableFuture<Void> known) {
            if (known != null) {
                after.add(() -> known.complete(null));
            }
        }

        @Override
        public void deliver(String channel, Position position, String predecessor, LogEntry entry) {
            StoredEntry stored = new StoredEntry(position, entry.millis(), entry.data(), null);
            after.add(() -> listener.delivered(channel, stored));
        }

        @Override
        public void lost(String channel, Position top, Verdict why) {
            counters.lost.increment();
            after.add(() -> listener.lost(channel, top, why));
        }

        @Override
        public void mayLeave() {
            leaving.forEach(this::done);
            leaving.clear();
        }

        @Override
        public void happened(LogEvent event) {
            if (event instanceof LogEvent.Taken) {
                counters.taken.increment();
            } else if (event instanceof LogEvent.Merged merged) {
                counters.appended.add(merged.appended());
                counters.voided.add(merged.voided());
                after.add(() -> listener.merged(merged.channel(), merged.appended(), merged.voided()));
            } else if (event instanceof LogEvent.Evicted) {
                counters.evicted.increment();
            } else if (event instanceof LogEvent.Waits waits) {
                after.add(() -> listener.waits(number, waits.missing(), waits.over()));
            } else if (event instanceof LogEvent.Dropped dropped) {
                LogStripe.this.dropped(dropped.from(), dropped.why());
            }
        }
    }

    private static LogPage stored(Page page) {
        List<StoredEntry> entries = new ArrayList<>();
        int run = 0;
        for (LogEntry entry : page.entries()) {
            while (run + 1 < page.lineage().size()
                    && page.lineage().get(run + 1).first() <= entry.offset()) {
                run++;
            }
            Run of = page.lineage().get(run);
            entries.add(new StoredEntry(new Position(of.epoch(), entry.offset()), entry.millis(), entry.data(), null));
        }
        return new LogPage(page.verdict(), entries, page.available(), page.before(), page.top());
    }
}
