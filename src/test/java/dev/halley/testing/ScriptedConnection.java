package dev.halley.testing;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that remembers what is sent, and completes inside {@code send}, on another thread, or when the test tells
 * it to. It notes every breach of the contract of {@link Connection} in {@link #breaches}.
 *
 * <p>Thread-safety: thread-safe; completions and {@link #onClose} are called outside the lock.
 */
public final class ScriptedConnection implements Connection {

    private static final Executor INSIDE = Runnable::run;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Batch> batches = new ArrayList<>();
    private final List<String> breaches = new ArrayList<>();
    private @Nullable Executor completer;
    private @Nullable Completion inFlight;
    private @Nullable RuntimeException thrownBySend;
    private @Nullable CloseReason closedFor;
    private boolean broken;
    private boolean blocked;
    private boolean begun;
    private int messageCount;
    private Consumer<CloseReason> onClose = reason -> {};
    private Consumer<Batch> onSend = batch -> {};

    private ScriptedConnection(@Nullable Executor completer) {
        this.completer = completer;
    }

    /** Every batch has gone before {@code send} returns. */
    public static ScriptedConnection completingInside() {
        return new ScriptedConnection(INSIDE);
    }

    /** Completions are called by an executor. */
    public static ScriptedConnection completingOn(Executor executor) {
        return new ScriptedConnection(executor);
    }

    /** A batch is in flight until {@link #complete} or {@link #fail}. */
    public static ScriptedConnection completingWhenTold() {
        return new ScriptedConnection(null);
    }

    /** What is sent from now on waits for {@link #complete}. */
    public void completeWhenTold() {
        during(() -> completer = null);
    }

    /** What is sent from now on has gone before {@code send} returns. */
    public void completeInside() {
        during(() -> completer = INSIDE);
    }

    /** The next send throws. */
    public void throwAtNextSend(RuntimeException thrown) {
        during(() -> thrownBySend = thrown);
    }

    /** @param action called once, by the thread that closes it; a real transport calls {@code Link.closed} here */
    public void onClose(Consumer<CloseReason> action) {
        during(() -> onClose = action);
    }

    /** @param action sees every batch when it is sent, before it completes */
    public void onSend(Consumer<Batch> action) {
        during(() -> onSend = action);
    }

    @Override
    public void begin() {
        during(() -> begun = true);
    }

    /** @return whether the core said that the connect is held, which came over a stream */
    public boolean hasBegun() {
        lock.lock();
        try {
            return begun;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void send(Batch batch, Completion completion) {
        Executor now;
        Consumer<Batch> action;
        lock.lock();
        try {
            RuntimeException thrown = thrownBySend;
            if (thrown != null) {
                thrownBySend = null;
                throw thrown;
            }
            if (inFlight != null) {
                breaches.add("sent while a batch was in flight: " + batch.text());
            }
            if (batch.text().equals("[]")) {
                breaches.add("sent an empty batch");
            }
            batches.add(batch);
            messageCount += batch.messages().size();
            inFlight = completion;
            now = completer;
            action = onSend;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        action.accept(batch);
        if (now != null) {
            now.execute(this::complete);
        }
    }

    @Override
    public void sendIsBlocked() {
        during(() -> blocked = true);
    }

    /** @return whether the core said that a send did not return for a while */
    public boolean wasBlocked() {
        lock.lock();
        try {
            return blocked;
        } finally {
            lock.unlock();
        }
    }

    /** The batch in flight has gone. @return false if there is none */
    public boolean complete() {
        Completion completion = land();
        if (completion == null) {
            return false;
        }
        completion.succeeded();
        return true;
    }

    /** The batch in flight is lost, and so is the connection. @return false if there is none */
    public boolean fail(Throwable cause) {
        during(() -> broken = true);
        Completion completion = land();
        if (completion == null) {
            return false;
        }
        completion.failed(cause);
        return true;
    }

    private @Nullable Completion land() {
        lock.lock();
        try {
            Completion completion = inFlight;
            inFlight = null;
            changed.signalAll();
            return completion;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close(CloseReason reason) {
        Consumer<CloseReason> action;
        lock.lock();
        try {
            if (closedFor != null) {
                return;
            }
            closedFor = reason;
            action = onClose;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        action.accept(reason);
    }

    /** The peer went away: what is sent now leads nowhere, and nobody was told yet. */
    public void breakSilently() {
        during(() -> broken = true);
    }

    @Override
    public boolean isOpen() {
        lock.lock();
        try {
            return closedFor == null && !broken;
        } finally {
            lock.unlock();
        }
    }

    /** @return why the core closed it; null if it did not */
    public @Nullable CloseReason closedFor() {
        lock.lock();
        try {
            return closedFor;
        } finally {
            lock.unlock();
        }
    }

    public boolean isInFlight() {
        lock.lock();
        try {
            return inFlight != null;
        } finally {
            lock.unlock();
        }
    }

    /** @return the batches that were sent, in their order, those that failed included */
    public List<Batch> batches() {
        lock.lock();
        try {
            return List.copyOf(batches);
        } finally {
            lock.unlock();
        }
    }

    /** @return all messages that were sent, in their order */
    public List<Encoded> messages() {
        return batches().stream().flatMap(batch -> batch.messages().stream()).toList();
    }

    /** @return the texts of the batches */
    public List<String> texts() {
        return batches().stream().map(Batch::text).toList();
    }

    /** Forgets what was sent so far. */
    public void forget() {
        during(() -> {
            batches.clear();
            messageCount = 0;
        });
    }

    /** @return in what the core broke the contract; empty, or the core is wrong */
    public List<String> breaches() {
        lock.lock();
        try {
            return List.copyOf(breaches);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until so many messages were sent. @throws AssertionError if that takes too long */
    public void awaitMessages(int count) {
        await(() -> messageCount >= count, count + " messages");
    }

    /** Waits until so many batches were sent. @throws AssertionError if that takes too long */
    public void awaitBatches(int count) {
        await(() -> batches.size() >= count, count + " batches");
    }

    /** Waits until the core has closed it. @throws AssertionError if that takes too long */
    public void awaitClose() {
        await(() -> closedFor != null, "to be closed");
    }

    private void await(BooleanSupplier condition, String what) {
        long left = Duration.ofSeconds(30).toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("waited in vain for " + what + ", there are " + batches.size()
                            + " batches, closed for " + closedFor);
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what, interrupted);
        } finally {
            lock.unlock();
        }
    }

    private void during(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
