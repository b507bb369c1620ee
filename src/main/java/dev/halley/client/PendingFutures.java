package dev.halley.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The futures that wait for a handshake, a connection or the end.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class PendingFutures {

    private final ListenerNotifier notifier;
    private final List<CompletableFuture<Message>> handshakes = new ArrayList<>();
    private final List<CompletableFuture<Void>> connections = new ArrayList<>();
    private final List<CompletableFuture<Boolean>> ends = new ArrayList<>();
    private boolean confirmed;

    PendingFutures(ListenerNotifier notifier) {
        this.notifier = notifier;
    }

    void awaitHandshake(CompletableFuture<Message> future) {
        handshakes.add(future);
    }

    void awaitConnection(CompletableFuture<Void> future) {
        connections.add(future);
    }

    void awaitEnd(CompletableFuture<Boolean> future) {
        ends.add(future);
    }

    void handshaken(Message reply) {
        take(handshakes).forEach(future -> notifier.complete(() -> future.complete(reply)));
    }

    void handshakeFailed(BayeuxException why) {
        take(handshakes).forEach(future -> notifier.complete(() -> future.completeExceptionally(why)));
    }

    void connected() {
        take(connections).forEach(future -> notifier.complete(() -> future.complete(null)));
    }

    /** @param successful whether the server has agreed to the end */
    void goodbye(boolean successful) {
        confirmed = successful;
    }

    void ended(BayeuxException why) {
        handshakeFailed(why);
        take(connections).forEach(future -> notifier.complete(() -> future.completeExceptionally(why)));
        boolean agreed = confirmed;
        confirmed = false;
        take(ends).forEach(future -> notifier.complete(() -> future.complete(agreed)));
    }

    private static <T> List<T> take(List<T> futures) {
        List<T> all = List.copyOf(futures);
        futures.clear();
        return all;
    }
}
