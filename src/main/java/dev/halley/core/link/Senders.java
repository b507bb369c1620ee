package dev.halley.core.link;

import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.SendTask;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The sender threads: what is to be sent belongs to a shard, which has a queue and one thread at a time.
 *
 * <p>No send is to wait for its peer. For one that does all the same a watch looks every {@link #PERIOD} while something is sent. A
 * send that it sees twice is blocked: its shard goes on with another thread, and the blocked one keeps nothing but the one connection
 * that it sends to, and leaves when that send returns. So a blocked send holds up the others of its shard for 100 ms at most.
 *
 * <p>Of blocked threads there are at most as many as of connections, since a connection has one send under way; and each for as long
 * at most as its transport lets a send take, which is told by {@link SendTask#blocked}.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Senders {

    /** A send that is under way when the watch looks, and when it looks again, is blocked. */
    public static final Duration PERIOD = Duration.ofMillis(50);

    /** Of more that comes meanwhile, the first would wait too long. */
    private static final int MAX_YIELDS = 8;

    private final Platform platform;
    private final Shard[] shards;
    private final Set<Turn> here = ConcurrentHashMap.newKeySet();
    private final AtomicInteger blocked = new AtomicInteger();
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile Timer.@Nullable Task watch;
    private volatile boolean stopped;

    public Senders(Platform platform) {
        this.platform = platform;
        this.shards = new Shard[platform.config().senderThreads()];
        for (int i = 0; i < shards.length; i++) {
            shards[i] = new Shard();
        }
    }

    /** @return how many shards there are, and threads that may send at a time besides those that are blocked */
    public int size() {
        return shards.length;
    }

    /** @return how many threads are blocked in a send */
    public int blocked() {
        return blocked.get();
    }

    /** Watches nothing any more. */
    void stop() {
        stopped = true;
        Timer.Task task = watch;
        if (task != null) {
            task.cancel();
        }
    }

    /** Puts it into the queue of its shard, once; {@link #kick} brings the shard to run. */
    public void add(SendTask sending) {
        if (sending.queued()) {
            shardOf(sending).queue.add(sending);
        }
    }

    /** Brings the shards to run where something waits. */
    void kick() {
        for (Shard shard : shards) {
            if (!shard.queue.isEmpty()) {
                shard.kick();
            }
        }
    }

    /** Both, for one. */
    public void send(SendTask sending) {
        add(sending);
        shardOf(sending).kick();
    }

    /**
     * Like {@link #send}, but for what nobody asks for again.
     *
     * @throws RejectedExecutionException if the threads have ended; then it is the caller's to do
     */
    void sendOrReject(SendTask sending) {
        Shard shard = shardOf(sending);
        shard.queue.add(sending);
        RejectedExecutionException rejected = shard.tryKick();
        if (rejected != null && shard.queue.remove(sending)) {
            throw rejected;
        }
    }

    private Shard shardOf(SendTask sending) {
        int hash = System.identityHashCode(sending.key());
        return shards[Math.floorMod(hash ^ (hash >>> 16), shards.length)];
    }

    /** @return whether nobody sends, nor is about to: neither a shard nor a thread that brought something */
    boolean isQuiet() {
        return here.isEmpty() && isIdle();
    }

    /** @return whether no shard runs, or is about to */
    public boolean isIdle() {
        for (Shard shard : shards) {
            if (shard.wanted.get() != 0) {
                return false;
            }
        }
        return true;
    }

    /** Sends these on the calling thread; if one of them blocks, the rest goes to its shards. */
    void sendHere(List<? extends SendTask> all) {
        if (all.size() == 1) {
            sendOne(all.get(0));
            return;
        }
        HereTurn turn = new HereTurn(List.copyOf(all));
        here.add(turn);
        try {
            watch();
            turn.run();
        } finally {
            here.remove(turn);
        }
    }

    private void sendOne(SendTask sending) {
        try {
            sending.send();
        } catch (RuntimeException | Error thrown) {
            // One session's trouble must not keep the others from their messages.
            platform.events().transportFailed("sender", thrown);
        }
    }

    private void watch() {
        if (!stopped && !watching.get() && watching.compareAndSet(false, true)) {
            schedule();
        }
    }

    private void schedule() {
        try {
            watch = platform.timer().schedule(PERIOD, this::look);
        } catch (RejectedExecutionException ended) {
            watching.set(false);
        }
    }

    private void look() {
        if (lookAtAll() && !stopped) {
            schedule();
            return;
        }
        watching.set(false);
        if (!isQuiet()) {
            // It began after the look, and took it that somebody watches.
            watch();
        }
    }

    /** @return whether anything runs */
    private boolean lookAtAll() {
        boolean any = false;
        for (Shard shard : shards) {
            if (shard.wanted.get() != 0) {
                any = true;
                look(shard.turn);
            }
        }
        for (Turn turn : here) {
            any = true;
            look(turn);
        }
        return any;
    }

    private void look(@Nullable Turn turn) {
        SendTask stuck = turn == null ? null : turn.takeFromBlocked();
        if (turn != null && stuck != null) {
            blocked.incrementAndGet();
            turn.goOnElsewhere();
            platform.events().sendBlocked(stuck.sessionId());
            stuck.blocked();
        }
    }

    /** A thread's turn of sending one after the other, until it is done or blocked. */
    private abstract sealed class Turn implements Runnable permits ShardTurn, HereTurn {

        private static final int GONE = -1;

        /** Counts beginnings and ends of sends: odd while one is under way; {@link #GONE} when the turn was taken away. */
        private final AtomicInteger steps = new AtomicInteger();

        private @Nullable SendTask current;
        /** What the watch saw last; confined to the timer's thread. */
        private int seen;

        /** @return false if this blocked so long that another thread has taken over */
        public boolean send(SendTask sending) {
            current = sending;
            int step = (steps.get() + 1) & Integer.MAX_VALUE;
            steps.set(step);
            sendOne(sending);
            if (steps.compareAndSet(step, (step + 1) & Integer.MAX_VALUE)) {
                current = null;
                return true;
            }
            blocked.decrementAndGet();
            return false;
        }

        /** @return what has been sent since the last look, and keeps the turn no longer; null if nothing has */
        @Nullable SendTask takeFromBlocked() {
            int now = steps.get();
            boolean stuck = now > 0 && (now & 1) == 1 && now == seen;
            seen = now;
            SendTask sending = current;
            return stuck && steps.compareAndSet(now, GONE) ? sending : null;
        }

        /** The thread is blocked: what is left is for others. */
        abstract void goOnElsewhere();
    }

    /** The queue of some sessions, and whose turn it is to send what is in it. */
    private final class Shard {

        private final Queue<SendTask> queue = new ConcurrentLinkedQueue<>();
        private final AtomicInteger wanted = new AtomicInteger();
        private volatile @Nullable ShardTurn turn;

        void kick() {
            RejectedExecutionException rejected = tryKick();
            if (rejected != null) {
                platform.events().transportFailed("sender", rejected);
            }
        }

        /** @return why it does not run; null if it does, or is going to */
        @Nullable RejectedExecutionException tryKick() {
            return wanted.getAndIncrement() == 0 ? start() : null;
        }

        private @Nullable RejectedExecutionException start() {
            ShardTurn next = new ShardTurn(this);
            turn = next;
            try {
                platform.threads().senders().execute(next);
            } catch (RejectedExecutionException rejected) {
                wanted.set(0);
                return rejected;
            } catch (OutOfMemoryError noThread) {
                wanted.set(0);
                return new RejectedExecutionException(noThread);
            }
            if (wanted.get() != 0) {
                watch();
            }
            return null;
        }

        /**
         * Lets the threads that bring more go first, as long as they do. Where they have the same processor core, waking this
         * thread has stopped one of them in the middle of what it has read, and the rest would go out in frames of its own;
         * where they have another core, this costs less than a microsecond.
         *
         * @return how often the shard was wanted so far
         */
        int settled() {
            int seen = wanted.get();
            for (int i = 0; i < MAX_YIELDS; i++) {
                Thread.yield();
                int now = wanted.get();
                if (now == seen) {
                    return seen;
                }
                seen = now;
            }
            return seen;
        }
    }

    /** Sends what waits in a shard. */
    private final class ShardTurn extends Turn {

        private final Shard shard;

        ShardTurn(Shard shard) {
            this.shard = shard;
        }

        @Override
        public void run() {
            int seen;
            do {
                seen = shard.settled();
                for (SendTask next = shard.queue.poll(); next != null; next = shard.queue.poll()) {
                    next.taken();
                    if (!send(next)) {
                        return;
                    }
                }
            } while (shard.wanted.addAndGet(-seen) != 0);
        }

        @Override
        void goOnElsewhere() {
            RejectedExecutionException rejected = shard.start();
            if (rejected != null) {
                platform.events().transportFailed("sender", rejected);
            }
        }
    }

    /** Sends a few on the thread that brought them. */
    private final class HereTurn extends Turn {

        private final List<SendTask> all;
        /** Set before the send begins that the watch may find blocked. */
        private int next;

        HereTurn(List<SendTask> all) {
            this.all = all;
        }

        @Override
        public void run() {
            for (SendTask sending : all) {
                next++;
                if (!send(sending)) {
                    return;
                }
            }
        }

        @Override
        void goOnElsewhere() {
            for (SendTask left : all.subList(next, all.size())) {
                add(left);
            }
            kick();
        }
    }
}
