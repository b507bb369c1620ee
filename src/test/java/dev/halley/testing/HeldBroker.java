package dev.halley.testing;

import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A broker that accepts a publication when the test says so, and hands it on then.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public final class HeldBroker implements Broker {

    private final Deque<Held> held = new ArrayDeque<>();
    private final Deque<CompletableFuture<Void>> unknown = new ArrayDeque<>();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private boolean holdsInterest;
    private @Nullable Receiver receiver;

    private record Held(Publication publication, CompletableFuture<Published> accepted) {}

    @Override
    public void start(Receiver local) {
        receiver = local;
    }

    @Override
    public CompletionStage<Published> publish(Publication publication) {
        Held next = new Held(publication, new CompletableFuture<>());
        held.add(next);
        return next.accepted();
    }

    @Override
    public CompletionStage<Void> interest(ChannelId channel, boolean on) {
        told.add((on ? "+" : "-") + channel);
        if (!on || !holdsInterest) {
            return CompletableFuture.completedStage(null);
        }
        CompletableFuture<Void> known = new CompletableFuture<>();
        unknown.add(known);
        return known;
    }

    /** From now on interest is known when the test says so. */
    public HeldBroker holdingInterest() {
        holdsInterest = true;
        return this;
    }

    /** All nodes know the interest that waits longest. */
    public void know() {
        unknown.remove().complete(null);
    }

    /** Fails with the interest that waits longest. */
    public void failToKnow(Throwable cause) {
        unknown.remove().completeExceptionally(cause);
    }

    /** @return what it was told of interest, as {@code +/channel} and {@code -/channel}, in that order */
    public List<String> told() {
        return List.copyOf(told);
    }

    /** @return the publication that waits longest */
    public Publication next() {
        return held.element().publication();
    }

    /** @return how many publications it has not accepted */
    public int waiting() {
        return held.size();
    }

    /** Accepts the publication that waits longest. */
    public void accept() {
        Held next = held.remove();
        if (receiver != null) {
            receiver.received(next.publication());
        }
        next.accepted().complete(Published.PLAIN);
    }

    /** Accepts all that wait in one step. */
    public void acceptTogether() {
        Objects.requireNonNull(receiver).together(() -> {
            while (!held.isEmpty()) {
                accept();
            }
        });
    }

    /** Fails with the publication that waits longest. */
    public void fail(Throwable cause) {
        held.remove().accepted().completeExceptionally(cause);
    }

    @Override
    public void stop() {
        receiver = null;
    }
}
