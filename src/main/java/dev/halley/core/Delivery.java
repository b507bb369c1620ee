package dev.halley.core;

import dev.halley.api.DeliveryMode;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Inspection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
    private final LazyTimer lazyTimer = new LazyTimer();
    private DeliveryMode mode;
    private @Nullable TwoWayLink bound;
    private @Nullable HeldConnect held;
    private int binding;
    private int batches;
    /** Up to this sequence number events may go over the bound connection where not all may. */
    private long released;
    private boolean lazyDue;
    private boolean open;
    private boolean ended;

    /** What became of an offer. */
    enum Offer {
        QUEUED,
        /** The queue has more messages now than it ever had, by enough to be worth telling. */
        QUEUED_HIGH,
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
            if (!outbox.offer(message)) {
                dropped.addAll(outbox.dropLazy());
                if (!outbox.offer(message)) {
                    return Offer.FULL;
                }
            }
            return outbox.markReached() ? Offer.QUEUED_HIGH : Offer.QUEUED;
        } finally {
            lock.unlock();
        }
    }

    /** Sees to it that lazy messages go out after a while, unless that is seen to already. */
    void scheduleLazy(Platform platform, Duration wait, Runnable flush) {
        Runnable goOff = () -> {
            lazyIsDue();
            flush.run();
        };
        locked(() -> !ended && lazyTimer.schedule(platform, wait, goOff));
    }

    private void lazyIsDue() {
        locked(() -> {
            lazyTimer.ran();
            lazyDue = !outbox.isEmpty();
            return lazyDue;
        });
    }

    /**
     * Looks for the way out.
     *
     * @return a connection's drain to be run, a held connect to be answered, or nothing
     */
    Exit exit() {
        lock.lock();
        try {
            if (mode == DeliveryMode.PUSH && bound != null) {
                // Also if nothing is urgent: a reply may have waited for what can go now.
                return new Exit(bound, null);
            }
            HeldConnect connect = held;
            if (connect == null || batches > 0 || !(outbox.hasUrgent() || lazyDue)) {
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
        return locked(() -> {
            rebind();
            bound = ended ? null : link;
            return binding;
        });
    }

    /** From now on events go with responses. */
    void unbind() {
        unbindIf(link -> true);
    }

    /** The connection is gone. @return whether it was the bound one */
    boolean unbind(TwoWayLink link) {
        return unbindIf(other -> other == link);
    }

    private boolean unbindIf(Predicate<TwoWayLink> wanted) {
        return locked(() -> {
            boolean unbound = bound != null && wanted.test(bound);
            if (unbound) {
                bound = null;
                rebind();
            }
            return unbound;
        });
    }

    private void rebind() {
        binding = outbox.rebind();
        released = 0;
    }

    boolean isBoundTo(TwoWayLink link) {
        return locked(() -> bound == link);
    }

    /** The handshake's reply is on its way: events may follow. */
    void open() {
        locked(() -> open = true);
    }

    /** Takes for a bound connection. */
    List<Encoded> takePushed(int by, int maxLength, int maxCount, boolean force) {
        lock.lock();
        try {
            long most = mayGo(by);
            if (most <= 0 || !(force || lazyDue || outbox.hasUrgent())) {
                return List.of();
            }
            boolean all = most > outbox.size();
            boolean more = maxCount == 0 || most < maxCount;
            return take(by, maxLength, all || !more ? maxCount : (int) most);
        } finally {
            lock.unlock();
        }
    }

    /** @return how many events may go over the bound connection now, if they are there */
    private long mayGo(int by) {
        if (by != binding || !open) {
            return 0;
        }
        return mode == DeliveryMode.PUSH && batches == 0 ? Long.MAX_VALUE : released - outbox.head();
    }

    /** Takes for the response to a request that is no connect; over a bound connection only for that to a handshake. */
    List<Encoded> takeForResponse(int maxLength, boolean handshake) {
        return locked(() -> {
            if (handshake && mode == DeliveryMode.ACKNOWLEDGED) {
                return takeNumbered(maxLength).messages();
            }
            return mode == DeliveryMode.PUSH && (handshake || bound == null) ? take(binding, maxLength, 0) : List.of();
        });
    }

    /**
     * Takes for the reply to a connect. Over a bound connection nothing is taken that can wait in the outbox for its
     * frame: then the reply waits, too.
     *
     * @return the events, in acknowledged mode with their number, else with 0
     */
    Outbox.Numbered takeForConnect(CoreLink link, int maxLength) {
        return locked(() -> {
            boolean gone = link instanceof TwoWayLink && bound != link;
            boolean pushed = mode == DeliveryMode.PUSH && bound != null;
            if (gone || pushed) {
                return Outbox.Numbered.NONE;
            }
            if (mode == DeliveryMode.ACKNOWLEDGED) {
                return takeNumbered(maxLength);
            }
            if (bound == link) {
                if (batches == 0) {
                    released = outbox.tail();
                    lazyDue = false;
                }
                return Outbox.Numbered.NONE;
            }
            return new Outbox.Numbered(0, take(binding, maxLength, 0));
        });
    }

    private Outbox.Numbered takeNumbered(int maxLength) {
        // What went with another reply meanwhile may be lost, and an acknowledgement of this number covers it: again.
        outbox.acknowledge(0);
        Outbox.Numbered taken = outbox.takeNumbered(binding, maxLength);
        settleLazy();
        return taken;
    }

    private List<Encoded> take(int by, int maxLength, int maxCount) {
        List<Encoded> taken = outbox.take(by, maxLength, maxCount);
        settleLazy();
        return taken;
    }

    private void settleLazy() {
        lazyDue = !outbox.isEmpty() && !outbox.hasUrgent();
        if (outbox.isEmpty()) {
            lazyTimer.cancel();
        }
    }

    /** @return sequence number of the last event that a reply over this link is to follow; 0 if it need not wait */
    long tailFor(TwoWayLink link) {
        return locked(() -> {
            long most = bound == link ? mayGo(binding) : 0;
            return most <= 0 ? 0 : Math.min(outbox.tail(), outbox.head() + Math.min(most, outbox.size()));
        });
    }

    /**
     * @param by the binding that asks
     * @return whether that event was taken; also if it may not go over this connection now
     */
    boolean hasTaken(int by, long sequence) {
        return locked(() -> {
            return mayGo(by) <= 0 || outbox.isEmpty() || outbox.head() >= sequence;
        });
    }

    /**
     * Holds a connect, if nothing speaks against it now.
     *
     * @return if it is not held, it is to be answered
     */
    Hold hold(HeldConnect connect) {
        return locked(() -> {
            boolean pushed = mode == DeliveryMode.PUSH && bound != null;
            if (mode == DeliveryMode.ACKNOWLEDGED) {
                // Its client has told what it has; what went with an older connect's reply since then goes again.
                lazyDue |= outbox.acknowledge(0);
            }
            if (ended || (!pushed && (outbox.hasUrgent() || lazyDue || batches > 0))) {
                return Hold.NOT;
            }
            HeldConnect older = held;
            held = connect;
            return new Hold(true, older);
        });
    }

    /**
     * What became of the wish to hold a connect.
     *
     * @param older one that was held until now: two came at the same time
     */
    record Hold(boolean held, @Nullable HeldConnect older) {

        static final Hold NOT = new Hold(false, null);
    }

    /** @return the held connect, which is held no longer; null if there is none */
    @Nullable HeldConnect unhold() {
        return unholdIf(connect -> true);
    }

    /** @return the connect that was held on that link, and is no longer; null if there is none */
    @Nullable HeldConnect unholdOn(CoreLink link) {
        return unholdIf(connect -> connect.link() == link);
    }

    /** @return whether that connect was held, and is no longer */
    boolean unhold(HeldConnect connect) {
        return unholdIf(other -> other == connect) != null;
    }

    private @Nullable HeldConnect unholdIf(Predicate<HeldConnect> wanted) {
        return locked(() -> {
            HeldConnect connect = held;
            if (connect == null || !wanted.test(connect)) {
                return null;
            }
            held = null;
            return connect;
        });
    }

    void startBatch() {
        locked(() -> {
            if (batches == 0 && mode == DeliveryMode.PUSH) {
                // What was there before does not wait, nor do the replies behind it.
                released = outbox.tail();
            }
            return batches++;
        });
    }

    void endBatch() {
        locked(() -> batches--);
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** The client has what was sent up to a number. */
    void acknowledge(long number) {
        // What goes again does not wait again.
        locked(() -> lazyDue |= outbox.acknowledge(number));
    }

    /** @return the number of the last batch in acknowledged mode */
    long batchNumber() {
        return locked(() -> outbox.batchNumber());
    }

    DeliveryMode mode() {
        return locked(() -> mode);
    }

    void mode(DeliveryMode newMode) {
        lock.lock();
        try {
            if (mode == newMode) {
                return;
            }
            if (mode == DeliveryMode.ACKNOWLEDGED) {
                // Nobody will acknowledge it.
                outbox.acknowledge(Long.MAX_VALUE);
            }
            mode = newMode;
            released = 0;
        } finally {
            lock.unlock();
        }
    }

    Inspection.Waiting inspect() {
        return locked(() -> new Inspection.Waiting(outbox.size(), outbox.length(), held != null, bound != null));
    }

    /** @return messages that wait, those that were sent and are not acknowledged left out */
    int waiting() {
        return locked(() -> (int) (outbox.tail() - outbox.head()));
    }

    /** Takes nothing more. @return what there was, for the last words to the client */
    Rest end() {
        return locked(() -> {
            Rest rest = new Rest(bound, held, outbox.take(binding, Integer.MAX_VALUE, 0));
            ended = true;
            bound = null;
            held = null;
            outbox.clear();
            rebind();
            lazyTimer.cancel();
            return rest;
        });
    }

    /** What was left at the end: the bound connection, the held connect, and the events that waited. */
    record Rest(@Nullable TwoWayLink link, @Nullable HeldConnect connect, List<Encoded> events) {}
}
