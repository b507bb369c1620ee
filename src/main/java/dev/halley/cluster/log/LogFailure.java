package dev.halley.cluster.log;

import static java.lang.System.Logger.Level.ERROR;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Why a node can no longer keep what it is to hold: a write failed, or a step of the log did (rule 6). There is no way back.
 *
 * <p>Thread-safety: thread-safe.
 */
final class LogFailure {

    private static final System.Logger LOGGER = System.getLogger(LogFailure.class.getName());

    /** Guarded by this. */
    private final List<Consumer<Throwable>> listeners = new ArrayList<>();

    private volatile @Nullable Throwable cause;

    /** Tells all who listen, the first time. */
    void fail(Throwable why) {
        List<Consumer<Throwable>> all;
        synchronized (this) {
            if (cause != null) {
                return;
            }
            cause = why;
            all = List.copyOf(listeners);
        }
        all.forEach(listener -> tell(listener, why));
    }

    /** @param listener learns the cause, once, on any thread; at once if it is known already */
    void listen(Consumer<Throwable> listener) {
        Throwable already;
        synchronized (this) {
            already = cause;
            listeners.add(listener);
        }
        if (already != null) {
            tell(listener, already);
        }
    }

    private static void tell(Consumer<Throwable> listener, Throwable why) {
        try {
            listener.accept(why);
        } catch (RuntimeException | Error e) {
            LOGGER.log(ERROR, "Whoever is told that this node can keep no history failed.", e);
        }
    }

    /** @return the cause; null as long as all is well */
    @Nullable Throwable cause() {
        return cause;
    }
}
