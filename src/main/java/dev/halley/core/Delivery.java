package dev.halley.core;

import dev.halley.api.DeliveryMode;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How events get from a session's outbox to its client: which connection is bound, which connect is held, whether a
 * batch or the rest of the handshake holds them back.
 *
 * <p>Thread-safety: all state is guarded by {@link #lock}, which is never held while calling out.
 */
final class Delivery {

    private final ReentrantLock lock = new ReentrantLock();
    private final Outbox outbox;
    private DeliveryMode mode;
    private @Nullable TwoWayLink bound;
    private @Nullable HeldConnect held;
    private Timer.@Nullable Task lazyTask;
    private int binding;
    private int batches;
    private boolean lazyDue;
    private boolean open;
    private boolean ended;

    /** What became of an offer. */
    enum Offer {
        QUEUED,
        FULL,
        ENDED
    }

    Delivery(Outbox outbox, DeliveryMode mode) {
        this.outbox = outbox;
        this.mode = mode;
    }

    /** @param dropped gets the lazy messages that made room */
    Offer offer(Encoded message, List<Encoded> dropped) {
        lock.lock();
        try {
            if (ended) {
                return Offer.ENDED;
            }
            if (outbox.offer(message)) {
                return Offer.QUEUED;
            }
            dropped.addAll(outbox.dropLazy());
            return outbox.offer(message) ? Offer.QUEUED : Offer.FULL;
        } finally {
            lock.unlock();
        }
    }

    /** Sees to it that lazy messages go out after a while, unless that is seen to already. */
    void scheduleLazy(Timer timer, Duration wait, Runnable flush) {
        lock.lock();
        try {
            if (lazyTask == null && !ended) {
                lazyTask = timer.schedule(wait, () -> {
                    lazyIsDue();
                    flush.run();
                });
            }
        } finally {
            lock.unlock();
        }
    }

    private void lazyIsDue() {
        lock.lock();
        try {
            lazyTask = null;
            lazyDue = !outbox.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Looks for the way out.
     *
     * @return a connection's drain to be run, a held connect to be answered, or nothing
     */
    Exit exit() {
        lock.lock();
        try {
            if (batches > 0 || ended || !(outbox.hasUrgent() || lazyDue)) {
                return Exit.NONE;
            }
            if (mode == DeliveryMode.PUSH && bound != null) {
                return new Exit(bound, null);
            }
            HeldConnect connect = held;
            if (connect == null) {
                return Exit.NONE;
            }
            held = null;
            return new Exit(null, connect);
        } finally {
            lock.unlock();
        }
    }

    /** Where what waits can go now. */
    record Exit(@Nullable TwoWayLink link, @Nullable HeldConnect connect) {

        static final Exit NONE = new Exit(null, null);
    }

    /** Binds a two-way connection; the one before gets nothing any more. @return the binding's number */
    int bind(TwoWayLink link) {
        lock.lock();
        try {
            bound = link;
            binding = outbox.rebind();
            return binding;
        } finally {
            lock.unlock();
        }
    }

    /** From now on events go with responses. */
    void unbind() {
        lock.lock();
        try {
            if (bound != null) {
                bound = null;
                binding = outbox.rebind();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The connection is gone. @return whether it was the bound one */
    boolean unbind(TwoWayLink link) {
        lock.lock();
        try {
            if (bound != link) {
                return false;
            }
            bound = null;
            binding = outbox.rebind();
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean isBoundTo(TwoWayLink link) {
        lock.lock();
        try {
            return bound == link;
        } finally {
            lock.unlock();
        }
    }

    /** The handshake's reply is on its way: events may follow. */
    void open() {
        lock.lock();
        try {
            open = true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes for a bound connection. */
    List<Encoded> takePushed(int by, int maxLength, int maxCount, boolean force) {
        lock.lock();
        try {
            if (mode != DeliveryMode.PUSH || !open || batches > 0) {
                return List.of();
            }
            return force || lazyDue || outbox.hasUrgent() ? take(by, maxLength, maxCount) : List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Takes for the response to a request that is no connect. */
    List<Encoded> takeForResponse(int maxLength) {
        lock.lock();
        try {
            return mode == DeliveryMode.PUSH && bound == null ? take(binding, maxLength, 0) : List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Takes for the reply to a connect. */
    List<Encoded> takeForConnect(int maxLength) {
        lock.lock();
        try {
            if (mode == DeliveryMode.ACKNOWLEDGED) {
                List<Encoded> taken = outbox.takeNumbered(binding, maxLength).messages();
                settleLazy();
                return taken;
            }
            // Over a bound connection events have a way of their own.
            return mode == DeliveryMode.PUSH && bound != null ? List.of() : take(binding, maxLength, 0);
        } finally {
            lock.unlock();
        }
    }

    private List<Encoded> take(int by, int maxLength, int maxCount) {
        List<Encoded> taken = outbox.take(by, maxLength, maxCount);
        settleLazy();
        return taken;
    }

    private void settleLazy() {
        lazyDue = !outbox.isEmpty() && !outbox.hasUrgent();
        if (outbox.isEmpty() && lazyTask != null) {
            lazyTask.cancel();
            lazyTask = null;
        }
    }

    /** @return sequence number of the last event that a reply over this link is to follow; 0 if it need not wait */
    long tailFor(TwoWayLink link) {
        lock.lock();
        try {
            return mode == DeliveryMode.PUSH && bound == link && open && batches == 0 ? outbox.tail() : 0;
        } finally {
            lock.unlock();
        }
    }

    boolean hasTaken(TwoWayLink link, long sequence) {
        lock.lock();
        try {
            return mode != DeliveryMode.PUSH
                    || bound != link
                    || !open
                    || batches > 0
                    || outbox.isEmpty()
                    || outbox.head() >= sequence;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Holds a connect, if nothing speaks against it now.
     *
     * @return whether it is held; if not, it is to be answered
     */
    boolean hold(HeldConnect connect) {
        lock.lock();
        try {
            boolean pushed = mode == DeliveryMode.PUSH && bound != null;
            if (ended || (!pushed && (outbox.hasUrgent() || lazyDue || batches > 0))) {
                return false;
            }
            held = connect;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** @return the held connect, which is held no longer; null if there is none */
    @Nullable HeldConnect unhold() {
        lock.lock();
        try {
            HeldConnect connect = held;
            held = null;
            return connect;
        } finally {
            lock.unlock();
        }
    }

    /** @return the connect that was held on that link, and is no longer; null if there is none */
    @Nullable HeldConnect unholdOn(CoreLink link) {
        lock.lock();
        try {
            HeldConnect connect = held;
            if (connect == null || connect.link() != link) {
                return null;
            }
            held = null;
            return connect;
        } finally {
            lock.unlock();
        }
    }

    /** @return whether that connect was held, and is no longer */
    boolean unhold(HeldConnect connect) {
        lock.lock();
        try {
            if (held != connect) {
                return false;
            }
            held = null;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void startBatch() {
        lock.lock();
        try {
            batches++;
        } finally {
            lock.unlock();
        }
    }

    void endBatch() {
        lock.lock();
        try {
            batches--;
        } finally {
            lock.unlock();
        }
    }

    /** The client has what was sent up to a number. */
    void acknowledge(long number) {
        lock.lock();
        try {
            outbox.acknowledge(number);
        } finally {
            lock.unlock();
        }
    }

    /** @return the number of the last batch in acknowledged mode */
    long batchNumber() {
        lock.lock();
        try {
            return outbox.batchNumber();
        } finally {
            lock.unlock();
        }
    }

    DeliveryMode mode() {
        lock.lock();
        try {
            return mode;
        } finally {
            lock.unlock();
        }
    }

    void mode(DeliveryMode newMode) {
        lock.lock();
        try {
            mode = newMode;
        } finally {
            lock.unlock();
        }
    }

    /** @return messages that wait or are not acknowledged */
    int queued() {
        lock.lock();
        try {
            return outbox.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more. @return what there was, for the last words to the client */
    Rest end() {
        lock.lock();
        try {
            Rest rest = new Rest(bound, held, outbox.take(binding, Integer.MAX_VALUE, 0));
            ended = true;
            bound = null;
            held = null;
            outbox.clear();
            outbox.rebind();
            if (lazyTask != null) {
                lazyTask.cancel();
                lazyTask = null;
            }
            return rest;
        } finally {
            lock.unlock();
        }
    }

    /** What was left at the end: the bound connection, the held connect, and the events that waited. */
    record Rest(@Nullable TwoWayLink link, @Nullable HeldConnect connect, List<Encoded> events) {}
}
