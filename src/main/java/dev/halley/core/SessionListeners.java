package dev.halley.core;

import dev.halley.api.Registration;
import dev.halley.api.ServerSessionListener;
import java.util.ArrayList;
import java.util.List;

/**
 * A session's listeners, sorted by kind when they are added, not when they are called.
 *
 * <p>Thread-safety: thread-safe.
 */
final class SessionListeners {

    private final Listeners<ServerSessionListener.RemovedListener> removed = new Listeners<>();
    private final Listeners<ServerSessionListener.MessageListener> message = new Listeners<>();
    private final Listeners<ServerSessionListener.QueueMaxedListener> queueMaxed = new Listeners<>();

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
        return () -> all.forEach(Registration::close);
    }

    List<ServerSessionListener.RemovedListener> removed() {
        return removed.all();
    }

    List<ServerSessionListener.MessageListener> message() {
        return message.all();
    }

    List<ServerSessionListener.QueueMaxedListener> queueMaxed() {
        return queueMaxed.all();
    }
}
