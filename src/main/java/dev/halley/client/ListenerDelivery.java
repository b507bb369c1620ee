package dev.halley.client;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls a listener for one message at a time. If more than {@value #MOST_WAITING} messages wait for it, the client
 * stops reading until half of them are done.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ListenerDelivery implements Delivery {

    /** How many messages may wait for one listener. */
    static final int MOST_WAITING = 1_000;

    /** The application's listener. */
    interface Target {

        void message(Message message);

        /** What was missed comes now, or is lost. */
        default void recovery(Recovery recovery) {}

        /** The server is asked, for the first time or again. */
        default void asked() {}

        /** @return whether the server is to be asked again when a connection was lost */
        default boolean isState() {
            return false;
        }
    }

    private final Target target;
    private final Strand strand;
    private final Gate gate;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean ended;
    private boolean shut;

    /** @param threads on which the listener is called */
    ListenerDelivery(Target target, Executor threads, Gate gate) {
        this.target = target;
        this.strand = new Strand(threads);
        this.gate = gate;
    }

    @Override
    public void deliver(Message message) {
        int count = waiting.incrementAndGet();
        if (count > MOST_WAITING) {
            turn(true);
        }
        strand.execute(() -> call(message));
    }

    private void call(Message message) {
        if (!ended) {
            ListenerNotifier.safely(() -> target.message(message));
        }
        if (waiting.decrementAndGet() <= MOST_WAITING / 2) {
            turn(false);
        }
    }

    @Override
    public void tell(Recovery recovery) {
        inLine(() -> target.recovery(recovery));
    }

    @Override
    public void asked() {
        inLine(target::asked);
    }

    private void inLine(Runnable call) {
        strand.execute(() -> {
            if (!ended) {
                ListenerNotifier.safely(call);
            }
        });
    }

    @Override
    public boolean isState() {
        return target.isState();
    }

    private void turn(boolean toShut) {
        synchronized (this) {
            if (shut == toShut) {
                return;
            }
            shut = toShut;
        }
        if (toShut) {
            gate.shut();
        } else {
            gate.open();
        }
    }

    @Override
    public void end() {
        ended = true;
    }

    @Override
    public void fail(Throwable why) {
        ended = true;
    }
}
