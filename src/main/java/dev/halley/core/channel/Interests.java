package dev.halley.core.channel;

import dev.halley.protocol.ChannelId;
import dev.halley.spi.ServerEvents;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which channels and patterns have subscribers here. A channel that was removed and the one in its place may both have some for a
 * moment, and what happens to them may be told here in any order: so they are counted, and only the change from none to some and back
 * goes on, one call after the other, under no lock.
 *
 * <p>Thread-safety: thread-safe; the map is guarded by this.
 */
final class Interests {

    private final ChannelInterest told;
    private final ServerEvents events;
    private final Map<ChannelId, Interest> all = new HashMap<>();
    private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();
    /** How many calls wait or are being made: whoever makes the first makes those that come meanwhile. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** Guarded by the lock of the {@link Interests}. */
    private static final class Interest {
        private int channels;
        private CompletableFuture<Void> known = new CompletableFuture<>();
    }

    Interests(ChannelInterest told, ServerEvents events) {
        this.told = told;
        this.events = events;
    }

    /** A channel has its first subscriber, or has lost its last. May be called under locks; {@link #tell} is to follow without. */
    synchronized void changed(ChannelId id, boolean on) {
        Interest interest = all.computeIfAbsent(id, absent -> new Interest());
        int before = interest.channels;
        interest.channels += on ? 1 : -1;
        if (interest.channels == 0) {
            all.remove(id);
        }
        if (before == 0 && on) {
            add(id, interest.known);
        } else if (before == 1 && !on) {
            calls.add(() -> told.interest(id, false));
        }
    }

    private void add(ChannelId id, CompletableFuture<Void> known) {
        calls.add(() -> call(id, known));
    }

    /** Makes the calls that wait, unless another thread is at it. */
    void tell() {
        if (calls.isEmpty() || waiting.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        while (seen > 0) {
            for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
                run(call);
            }
            seen = waiting.addAndGet(-seen);
        }
    }

    private void run(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error thrown) {
            events.transportFailed("broker", thrown);
        }
    }

    private void call(ChannelId id, CompletableFuture<Void> known) {
        try {
            told.interest(id, true).whenComplete((done, failure) -> {
                if (failure == null) {
                    known.complete(null);
                } else {
                    known.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException | Error thrown) {
            known.completeExceptionally(thrown);
        }
    }

    /**
     * @return done when subscribers of that channel get what is published elsewhere; at once if there are none. Where it failed, it is
     *     asked for again
     */
    CompletionStage<Void> known(ChannelId id) {
        CompletableFuture<Void> known;
        synchronized (this) {
            Interest interest = all.get(id);
            if (interest == null) {
                return CompletableFuture.completedFuture(null);
            }
            if (interest.known.isCompletedExceptionally()) {
                interest.known = new CompletableFuture<>();
                add(id, interest.known);
            }
            known = interest.known;
        }
        tell();
        return known;
    }

    /** @return how many channels and patterns have subscribers */
    synchronized int size() {
        return all.size();
    }
}
