package dev.halley.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls the client's listeners in order, on a strand of their own, and completes the application's futures off the
 * protocol's threads.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ListenerNotifier {

    private static final Logger LOGGER = System.getLogger(ListenerNotifier.class.getName());

    private final List<ClientListener> listeners = new CopyOnWriteArrayList<>();
    private final Executor threads;
    private final Strand strand;

    private volatile @Nullable Throwable lastFailure;

    /** @param threads on which the application's code runs */
    ListenerNotifier(Executor threads) {
        this.threads = threads;
        this.strand = new Strand(threads);
    }

    Registration add(ClientListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** @return on which the application's code runs */
    Executor threads() {
        return threads;
    }

    void tell(Consumer<ClientListener> news) {
        if (listeners.isEmpty()) {
            return;
        }
        List<ClientListener> present = List.copyOf(listeners);
        strand.execute(() -> present.forEach(listener -> safely(() -> news.accept(listener))));
    }

    /** The transport failed or the server refused. */
    void failed(Throwable cause) {
        lastFailure = cause;
        tell(listener -> listener.failed(cause));
    }

    /** @return the failure that was told last; null before the first one */
    @Nullable Throwable lastFailure() {
        return lastFailure;
    }

    /** @param task completes a future, which may run what the application has hung on it */
    void complete(Runnable task) {
        try {
            threads.execute(() -> safely(task));
        } catch (RuntimeException shutDown) {
            // Somebody may wait for the future: better on this thread than never.
            safely(task);
        }
    }

    /** Calls the application's code; what it throws is logged. */
    static void safely(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.WARNING, "A listener of a Bayeux client failed.", e);
        }
    }
}
