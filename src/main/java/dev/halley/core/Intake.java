package dev.halley.core;

import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a session is sent past its extensions and listeners into its outbox, or to the local session, and what goes
 * out past its dequeue listeners.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Intake {

    private final CoreSession session;
    private final SessionServices services;

    Intake(CoreSession session, SessionServices services) {
        this.session = session;
        this.services = services;
    }

    /**
     * Queues an event, or hands it to the local session; the publisher never waits.
     *
     * @param shared what all subscribers get; left alone if this session's extensions or listeners change it
     * @param lazyTimeout how long it may wait when it is lazy; null for the transport's own
     */
    void take(@Nullable CoreSession from, Encoded shared, @Nullable Duration lazyTimeout) {
        Encoded message = changed(from, shared);
        if (message == null) {
            services.platform().events().messageDropped(session.id(), shared.message().channel(), "refused");
            return;
        }
        CoreLocalSession here = session.local();
        if (here != null) {
            Event event = (Event) message.message();
            services.deliveries().outside(() -> here.receive(event));
        } else {
            queue(from, message, lazyTimeout);
        }
    }

    private @Nullable Encoded changed(@Nullable CoreSession from, Encoded shared) {
        if (session.extensions().isEmpty() && session.listeners().message().isEmpty()) {
            return shared;
        }
        Event before = (Event) shared.message();
        Event event = services.extensions().bySession(from, session, before);
        if (event != null && !session.listeners().message().isEmpty()) {
            event = afterListeners(from, event);
        }
        return event == before ? shared : event == null ? null : Encoded.of(event);
    }

    private @Nullable Event afterListeners(@Nullable CoreSession from, Event before) {
        Event[] event = {before};
        services.deliveries().outside(() -> {
            for (ServerSessionListener.MessageListener listener :
                    session.listeners().message()) {
                event[0] = ask(listener, from, event[0]);
                if (event[0] == null) {
                    return;
                }
            }
        });
        return event[0];
    }

    private @Nullable Event ask(
            ServerSessionListener.MessageListener listener, @Nullable ServerSession from, Event event) {
        Verdict<Event> verdict = services.userCode()
                .verdict("session message listener", () -> listener.onMessage(session, from, event));
        return verdict.refusal() == null ? verdict.or(event) : null;
    }

    private void queue(@Nullable CoreSession from, Encoded message, @Nullable Duration lazyTimeout) {
        List<Encoded> dropped = new ArrayList<>(0);
        Delivery.Offer offer = session.delivery().offer(message, dropped);
        for (Encoded lazy : dropped) {
            services.platform().events().messageDropped(session.id(), lazy.message().channel(), "queue full, lazy");
        }
        switch (offer) {
            case QUEUED -> queued(from, message, lazyTimeout);
            case FULL -> queueFull(from, (Event) message.message());
            case ENDED -> services.platform()
                    .events()
                    .messageDropped(session.id(), message.message().channel(), "ended");
        }
    }

    private void queued(@Nullable CoreSession from, Encoded message, @Nullable Duration lazyTimeout) {
        if (message.lazy()) {
            Duration wait = lazyTimeout == null ? session.transportConfig().maxLazyTimeout() : lazyTimeout;
            session.delivery().scheduleLazy(services.platform().timer(), wait, session::flushLater);
        } else {
            services.deliveries().touch(session);
        }
        List<ServerSessionListener.QueueListener> listeners = session.listeners().queued();
        if (!listeners.isEmpty()) {
            Event event = (Event) message.message();
            services.deliveries().outside(() -> listeners.forEach(listener -> services.userCode()
                    .run("queue listener", () -> listener.queued(session, from, event))));
        }
    }

    private void queueFull(@Nullable CoreSession from, Event event) {
        services.platform().events().messageDropped(session.id(), event.channel(), "queue full");
        boolean[] keep = new boolean[1];
        services.deliveries().outside(() -> {
            for (ServerSessionListener.QueueMaxedListener listener :
                    session.listeners().queueMaxed()) {
                services.userCode()
                        .run("queue maxed listener", () -> keep[0] |= listener.dropInstead(session, from, event));
            }
        });
        if (!keep[0]) {
            session.disconnect(CloseReason.QUEUE_FULL);
        }
    }

    /** @return what the dequeue listeners let go out of what was taken */
    List<Encoded> dequeued(List<Encoded> taken) {
        List<ServerSessionListener.DequeueListener> listeners = session.listeners().dequeued();
        if (listeners.isEmpty() || taken.isEmpty()) {
            return taken;
        }
        List<List<Event>> events = new ArrayList<>();
        events.add(taken.stream().map(encoded -> (Event) encoded.message()).toList());
        for (ServerSessionListener.DequeueListener listener : listeners) {
            List<Event> last = events.get(events.size() - 1);
            services.userCode().run("dequeue listener", () -> events.add(List.copyOf(listener.dequeued(session, last))));
        }
        return events.get(events.size() - 1).stream().map(event -> unchanged(taken, event)).toList();
    }

    private static Encoded unchanged(List<Encoded> taken, Event event) {
        for (Encoded encoded : taken) {
            if (encoded.message() == event) {
                return encoded;
            }
        }
        return Encoded.of(event);
    }

    void removed(CloseReason reason) {
        session.listeners()
                .removed()
                .forEach(listener -> services.userCode()
                        .run("session removed listener", () -> listener.removed(session, reason)));
    }

    void suspended(Duration timeout) {
        session.listeners()
                .heartbeat()
                .forEach(listener ->
                        services.userCode().run("heartbeat listener", () -> listener.suspended(session, timeout)));
    }

    void resumed(boolean timedOut) {
        session.listeners()
                .heartbeat()
                .forEach(listener ->
                        services.userCode().run("heartbeat listener", () -> listener.resumed(session, timedOut)));
    }
}
