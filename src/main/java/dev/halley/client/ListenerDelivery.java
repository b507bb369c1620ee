package dev.halley.client;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Calls a listener for each message, one after the other. When very many wait for it, the client reads no further until
 * half of them are done.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ListenerDelivery implements Delivery {

    /** How many messages may wait for one listener. */
    static final int MOST_WAITING = 1_000;

    private final Consumer<Message> listener;
    private final HistoryOptions history;
    private final Strand strand;
    private final Gate gate;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean ended;
    private boolean shut;

    /**
     * @param history with whom to tell what was missed
     * @param threads on which the listener is called
     */
    ListenerDelivery(Consumer<Message> listener, HistoryOptions history, Executor threads, Gate gate) {
        this.listener = listener;
        this.history = history;
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
            ListenerNotifier.safely(() -> listener.accept(message));
        }
        if (waiting.decrementAndGet() <= MOST_WAITING / 2) {
            turn(false);
        }
    }

    @Override
    public void tell(Recovery recovery) {
        strand.execute(() -> {
            if (!ended) {
                ListenerNotifier.safely(() -> history.tell(recovery));
            }
        });
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
