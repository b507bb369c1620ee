package dev.halley.client;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives a subscriber of {@code java.util.concurrent.Flow} as many messages as it requests, from a bounded buffer.
 *
 * <p>Thread-safety: thread-safe; guarded by itself, but the lock is not held while the subscriber is called.
 */
final class FlowDelivery<T> implements Delivery, Flow.Subscription {

    /** What the subscription needs of its client. */
    interface Owner extends Gate {

        /** The subscriber wants no more. */
        void cancelled(Delivery delivery);

        /** So many messages were dropped. */
        void dropped(long count);
    }

    private final Flow.Subscriber<? super T> subscriber;
    private final Function<Message, T> binding;
    private final FlowOptions options;
    private final Owner owner;
    private final Strand strand;
    private final Queue<Message> buffer = new ArrayDeque<>();
    private long demand;
    private long dropped;
    private boolean shut;
    /** Why nothing more comes into the buffer; the subscriber hears of it when it has emptied that. */
    private @Nullable Runnable ending;

    private boolean done;

    FlowDelivery(
            Flow.Subscriber<? super T> subscriber,
            Function<Message, T> binding,
            FlowOptions options,
            Owner owner,
            Executor threads) {
        this.subscriber = subscriber;
        this.binding = binding;
        this.options = options;
        this.owner = owner;
        this.strand = new Strand(threads);
    }

    void start() {
        strand.execute(() -> subscriber.onSubscribe(this));
    }

    @Override
    public void deliver(Message message) {
        boolean toShut = false;
        boolean failed = false;
        synchronized (this) {
            if (done || ending != null && dropped == 0) {
                return;
            }
            boolean full = buffer.size() >= options.buffer();
            if (full && options.overflow() == Overflow.PAUSE) {
                toShut = !shut;
                shut = true;
            }
            if (full && options.overflow() != Overflow.PAUSE || ending != null) {
                dropped++;
                failed = options.overflow() == Overflow.FAIL && ending == null;
            } else {
                buffer.add(message);
            }
            if (failed) {
                ending = () -> subscriber.onError(new DroppedMessagesException(options.channel(), takeDropped()));
            }
        }
        if (toShut) {
            owner.shut();
        }
        strand.execute(this::drain);
    }

    private synchronized long takeDropped() {
        long count = dropped;
        dropped = 0;
        return count;
    }

    private void drain() {
        Message next = next();
        while (next != null) {
            give(next);
            next = next();
        }
        finish();
    }

    private @Nullable Message next() {
        Message next = null;
        boolean toOpen = false;
        long lost = 0;
        synchronized (this) {
            if (!done && demand > 0) {
                next = buffer.poll();
            }
            if (next != null && demand != Long.MAX_VALUE) {
                demand--;
            }
            if (shut && buffer.size() <= options.buffer() / 2) {
                shut = false;
                toOpen = true;
            }
            if (options.overflow() == Overflow.DROP && dropped > 0 && buffer.size() < options.buffer()) {
                lost = takeDropped();
            }
        }
        if (toOpen) {
            owner.open();
        }
        if (lost > 0) {
            owner.dropped(lost);
        }
        return next;
    }

    private void give(Message message) {
        T value;
        try {
            value = binding.apply(message);
        } catch (IllegalArgumentException e) {
            stop(() -> subscriber.onError(e));
            return;
        }
        try {
            subscriber.onNext(value);
        } catch (RuntimeException | Error e) {
            // The rules of Flow: a subscriber that throws has cancelled.
            cancel();
            throw e;
        }
    }

    private void finish() {
        Runnable last;
        synchronized (this) {
            if (done || ending == null || !buffer.isEmpty()) {
                return;
            }
            last = ending;
        }
        stop(last);
    }

    /** Ends at once, with a last word to the subscriber. */
    private void stop(Runnable lastWord) {
        if (close()) {
            owner.cancelled(this);
            lastWord.run();
        }
    }

    private boolean close() {
        boolean toOpen;
        synchronized (this) {
            if (done) {
                return false;
            }
            done = true;
            buffer.clear();
            toOpen = shut;
            shut = false;
        }
        if (toOpen) {
            owner.open();
        }
        return true;
    }

    @Override
    public void request(long more) {
        if (more <= 0) {
            strand.execute(() -> stop(() -> subscriber.onError(new IllegalArgumentException(
                    "A subscriber must ask for at least one message, not " + more + "."))));
            return;
        }
        synchronized (this) {
            demand = demand + more < 0 ? Long.MAX_VALUE : demand + more;
        }
        strand.execute(this::drain);
    }

    @Override
    public void cancel() {
        if (close()) {
            owner.cancelled(this);
        }
    }

    @Override
    public void end() {
        endWith(subscriber::onComplete);
    }

    @Override
    public void fail(Throwable why) {
        endWith(() -> subscriber.onError(why));
    }

    private void endWith(Runnable lastWord) {
        boolean toOpen;
        synchronized (this) {
            if (ending == null) {
                ending = lastWord;
            }
            // Nothing more comes for this subscriber, and others need not wait for it.
            toOpen = shut;
            shut = false;
        }
        if (toOpen) {
            owner.open();
        }
        strand.execute(this::drain);
    }
}
