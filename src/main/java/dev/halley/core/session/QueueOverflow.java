package dev.halley.core.session;

import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.core.runtime.Listeners;
import dev.halley.core.runtime.UserCode;
import dev.halley.protocol.ChannelMessage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is done about a full queue: the session ends, unless a listener keeps it. The publisher does not wait for that; a task
 * asks the listeners, one at a time.
 *
 * <p>Thread-safety: thread-safe.
 */
final class QueueOverflow {

    private final Listeners<ServerSessionListener.QueueMaxedListener> listeners = new Listeners<>();
    private final AtomicBoolean deciding = new AtomicBoolean();

    Registration add(ServerSessionListener.QueueMaxedListener listener) {
        return listeners.add(listener);
    }

    /**
     * @param event found the queue full, and is dropped
     * @param end ends the session; told whether in the background, as the whole server may wait for the thread
     */
    void decide(
            SessionContext context,
            ServerSession session,
            @Nullable ServerSession from,
            ChannelMessage event,
            Consumer<Boolean> end) {
        if (listeners.isEmpty()) {
            end.accept(true);
        } else if (deciding.compareAndSet(false, true)) {
            Runnable asking = () -> ask(context.userCode(), session, from, event, end);
            // A listener that does not answer has not kept the session: what waits for it takes memory.
            Runnable whenStuck = () -> end.accept(true);
            context.platform().handOver(() -> context.userCode().watch().during(asking, whenStuck));
        }
    }

    private void ask(
            UserCode userCode,
            ServerSession session,
            @Nullable ServerSession from,
            ChannelMessage event,
            Consumer<Boolean> end) {
        boolean[] keep = new boolean[1];
        try {
            userCode.runner().runUserCode(() -> {
                for (ServerSessionListener.QueueMaxedListener listener : listeners.all()) {
                    userCode.run(
                            "queue maxed listener",
                            listener,
                            () -> keep[0] |= listener.dropInstead(session, from, event));
                    if (keep[0]) {
                        return;
                    }
                }
            });
        } finally {
            if (!keep[0]) {
                end.accept(false);
            }
            // Whoever finds the queue full from now on asks again.
            deciding.set(false);
        }
    }
}
