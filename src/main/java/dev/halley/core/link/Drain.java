package dev.halley.core.link;

import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.SendTask;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Traits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Brings replies and events to one duplex connection: one batch in flight, what waits goes together, a reply after the
 * events that were there before it.
 *
 * <p>Whoever finds {@link #wanted} at zero runs the loop; all others only count up and leave, and the loop goes round
 * again for them. So a send callback inside {@code send} does not recurse, and there is one writer at a time.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Drain implements Connection.Completion {

    private static final AtomicIntegerFieldUpdater<Drain> WANTED =
            AtomicIntegerFieldUpdater.newUpdater(Drain.class, "wanted");

    private final Connection connection;
    private final Source source;
    private final Platform platform;
    private final FlushScheduler scheduler;
    private final BatchCache batches;
    private final int maxLength;
    private final int maxCount;
    private final ReplyQueue replies = new ReplyQueue();
    private volatile int wanted;
    private volatile boolean inFlight;
    private volatile @Nullable CloseReason closeWhenDone;

    /** Where events come from, and who is told when the connection breaks. */
    public interface Source {

        /** @return bound a frame; always the same */
        Traits traits();

        /** @param force whether lazy messages are to come, too, though nothing urgent waits */
        List<Encoded> takeEvents(int maxLength, int maxCount, boolean force);

        /** @return whether the event with that sequence number, and all before it, were taken or never will be */
        boolean hasTaken(long sequence);

        /** @return whether events that wait here with a connect's reply go again elsewhere */
        boolean isReplaced();

        /** @return whether user code sees the events that are taken */
        boolean takingRunsUserCode();

        /** @return the id of the session that is carried; null if there is none */
        @Nullable String sessionId();

        void broken(Throwable cause);
    }

    public Drain(
            Connection connection, Source source, Platform platform, FlushScheduler scheduler, BatchCache batches) {
        this.connection = connection;
        this.source = source;
        this.platform = platform;
        this.scheduler = scheduler;
        this.batches = batches;
        this.maxLength = source.traits().maxBatchLength();
        this.maxCount = source.traits().maxBatchMessages();
    }

    /**
     * Puts a reply, or an event that goes with one, behind the replies that wait; {@link #run} brings it on its way.
     *
     * @param after sequence number of the event that must go before it
     */
    public void add(Encoded reply, long after) {
        add(reply, after, null);
    }

    /** Like {@link #add(Encoded, long)}. @param sent is run when it has gone, or can never go; null if there is nothing to do then */
    void add(Encoded reply, long after, @Nullable Runnable sent) {
        replies.add(reply, after, sent);
    }

    /**
     * Like {@link #add(Encoded, long, Runnable)} for events and the reply that numbers them. They go in one frame, which is longer than others if
     * it must be: a client that has got some of the events has got their number, and acknowledges them. They are split where fewer messages
     * are allowed in a frame.
     */
    public void addTogether(List<Encoded> eventsAndReply, long after, @Nullable Runnable sent) {
        replies.addTogether(eventsAndReply, after, sent);
    }

    /** Nothing goes any more. */
    void abandon() {
        for (ReplyQueue.Waiting next = replies.take(); next != null; next = replies.take()) {
            next.sent();
        }
    }

    /** @return whether the client sends and does not read: so many replies wait behind a batch that is in flight */
    boolean isOverfull() {
        return inFlight && isFull();
    }

    /** @return whether more replies wait than a session's queue may hold */
    boolean isFull() {
        return replies.exceeds(
                platform.config().limits().maxQueueMessages(),
                platform.config().limits().maxQueueBytes());
    }

    /** Closes the connection when everything that waits has gone. */
    public void closeWhenDone(CloseReason reason) {
        closeWhenDone = reason;
        run();
    }

    /** Sends what waits, unless a batch is in flight: then its completion does. */
    public void run() {
        if (WANTED.getAndIncrement(this) == 0) {
            loop(true);
        }
    }

    /** Like {@link #run}, but where user code sees what goes out, this is not the thread for it. */
    void runUnseen() {
        if (WANTED.getAndIncrement(this) == 0) {
            loop(false);
        }
    }

    @Override
    public void succeeded() {
        inFlight = false;
        runUnseen();
    }

    @Override
    public void failed(Throwable cause) {
        // It stays in flight for ever, so that nothing is taken for a connection that leads nowhere.
        source.broken(cause);
    }

    private void loop(boolean mayRunUserCode) {
        try {
            int seen;
            int rounds = 0;
            do {
                seen = wanted;
                while (!inFlight && connection.isOpen()) {
                    // Whoever gets the loop owns it, as the count stays up.
                    if (!mayRunUserCode && source.takingRunsUserCode()) {
                        scheduler.byWorker(() -> loop(true));
                        return;
                    }
                    if (rounds++ == FlushScheduler.MAX_ROUNDS) {
                        scheduler.goOnLater(new Rest());
                        return;
                    }
                    if (!sendNext()) {
                        break;
                    }
                }
            } while (WANTED.addAndGet(this, -seen) != 0);
        } catch (RejectedExecutionException stopping) {
            connection.close(CloseReason.SERVER_STOPPED);
            source.broken(stopping);
        } catch (RuntimeException | Error thrown) {
            platform.events().transportFailed("drain", thrown);
            connection.close(CloseReason.INTERNAL_ERROR);
            source.broken(thrown);
        }
    }

    /** What is left when it was one connection's turn for long enough. */
    private final class Rest implements SendTask {

        @Override
        public Object key() {
            return Drain.this;
        }

        @Override
        public void send() {
            loop(false);
        }

        @Override
        public @Nullable String sessionId() {
            return source.sessionId();
        }

        @Override
        public void blocked() {
            connection.sendIsBlocked();
        }
    }

    private boolean sendNext() {
        Batch batch = next();
        if (batch == null) {
            CloseReason reason = closeWhenDone;
            if (reason != null) {
                connection.close(reason);
            }
            return false;
        }
        inFlight = true;
        platform.events().batchSent(batch.messages().size(), batch.length());
        connection.send(batch, this);
        return true;
    }

    private @Nullable Batch next() {
        List<Encoded> events;
        ReplyQueue.Waiting first;
        do {
            events = source.takeEvents(maxLength - 1, maxCount, replies.peek() != null);
            first = firstWaiting();
            // If neither may go, then what held the events back has ended between the two questions.
        } while (events.isEmpty() && first != null && !source.hasTaken(first.after()));
        if (first == null || !source.hasTaken(first.after())) {
            return events.isEmpty() ? null : batches.batchOf(events);
        }
        return withReplies(events, first);
    }

    private ReplyQueue.@Nullable Waiting firstWaiting() {
        ReplyQueue.Waiting first = replies.peek();
        while (first != null && first.isJoined() && source.isReplaced()) {
            // The reply goes with them: without them its number would say that the client has them.
            take(first.joinedCount(), new ArrayList<>());
            first = replies.peek();
        }
        return first;
    }

    /** Takes the first replies that wait, and events with them, which go now or never; fewer where they were abandoned meanwhile. */
    private void take(int count, List<Encoded> taken) {
        for (int i = 0; i < count; i++) {
            ReplyQueue.Waiting next = replies.take();
            if (next == null) {
                return;
            }
            taken.add(next.message());
            next.sent();
        }
    }

    private @Nullable Batch withReplies(List<Encoded> events, ReplyQueue.Waiting first) {
        List<Encoded> messages = new ArrayList<>(events);
        long room = maxLength - 1L;
        for (Encoded event : events) {
            room -= event.length() + 1L;
        }
        for (ReplyQueue.Waiting next = first; next != null && source.hasTaken(next.after()); next = firstWaiting()) {
            room -= next.joinedLength();
            int count = next.joinedCount();
            boolean full = room < 0 || (maxCount > 0 && messages.size() + count > maxCount);
            if (full && !messages.isEmpty()) {
                break;
            }
            take(maxCount > 0 ? Math.min(count, maxCount) : count, messages);
        }
        return messages.isEmpty() ? null : new Batch(messages);
    }
}
