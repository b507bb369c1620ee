package dev.halley.core.session;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.Registration;
import dev.halley.api.ServerSessionListener;
import dev.halley.core.runtime.Listeners;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A session's extensions, and its listeners, sorted by kind when they are added, not when they are called.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class SessionListeners {

    private final Listeners<ServerSessionListener.RemovedListener> removed = new Listeners<>();
    private final Listeners<ServerSessionListener.MessageListener> message = new Listeners<>();
    private final Listeners<ServerSessionListener.QueueMaxedListener> queueMaxed = new Listeners<>();
    private final AtomicBoolean deciding = new AtomicBoolean();

    private final Listeners<BayeuxExtension> extensions = new Listeners<>();
    private final Listeners<ServerSessionListener.QueueListener> queued = new Listeners<>();
    private final Listeners<ServerSessionListener.DequeueListener> dequeued = new Listeners<>();
    private final Listeners<ServerSessionListener.HeartbeatListener> heartbeat = new Listeners<>();

    Registration add(ServerSessionListener listener) {
        List<Registration> all = new ArrayList<>();
        if (listener instanceof ServerSessionListener.RemovedListener removedListener) {
            all.add(removed.add(removedListener));
        }
        if (listener instanceof ServerSessionListener.MessageListener messageListener) {
            all.add(message.add(messageListener));
        }
        if (listener instanceof ServerSessionListener.QueueMaxedListener queueMaxedListener) {
            all.add(queueMaxed.add(queueMaxedListener));
        }
        if (listener instanceof ServerSessionListener.QueueListener queueListener) {
            all.add(queued.add(queueListener));
        }
        if (listener instanceof ServerSessionListener.DequeueListener dequeueListener) {
            all.add(dequeued.add(dequeueListener));
        }
        if (listener instanceof ServerSessionListener.HeartbeatListener heartbeatListener) {
            all.add(heartbeat.add(heartbeatListener));
        }
        return () -> all.forEach(Registration::close);
    }

    Listeners<BayeuxExtension> extensions() {
        return extensions;
    }

    List<ServerSessionListener.QueueListener> queued() {
        return queued.all();
    }

    List<ServerSessionListener.DequeueListener> dequeued() {
        return dequeued.all();
    }

    List<ServerSessionListener.HeartbeatListener> heartbeat() {
        return heartbeat.all();
    }

    public List<ServerSessionListener.RemovedListener> removed() {
        return removed.all();
    }

    List<ServerSessionListener.MessageListener> message() {
        return message.all();
    }

    List<ServerSessionListener.QueueMaxedListener> queueMaxed() {
        return queueMaxed.all();
    }

    /** The queue is full. @return whether nobody is asked yet what is to be done about that */
    boolean startDeciding() {
        return deciding.compareAndSet(false, true);
    }

    /** The answer has come: whoever finds the queue full from now on asks again. */
    void decided() {
        deciding.set(false);
    }
}
