package dev.halley.core;

import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Event;
import dev.halley.spi.Inspection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where events enter a session: past its extensions and listeners into its outbox, or to the local session behind it. The publisher
 * never waits.
 *
 * <p>Thread-safety: immutable.
 */
final class Intake {

    private final Platform platform;
    private final UserCode userCode;
    private final FlushScheduler deliveries;
    private final ExtensionChain extensions;
    private final SessionHooks hooks;

    Intake(
            Platform platform,
            UserCode userCode,
            FlushScheduler deliveries,
            ExtensionChain extensions,
            SessionHooks hooks) {
        this.platform = platform;
        this.userCode = userCode;
        this.deliveries = deliveries;
        this.extensions = extensions;
        this.hooks = hooks;
    }

    /**
     * @param shared what all subscribers get; left alone if this session's extensions or listeners change it
     * @param lazyTimeout how long it may wait when it is lazy; null for the transport's own
     */
    void deliver(CoreSession to, @Nullable ServerSession from, Encoded shared, @Nullable Duration lazyTimeout) {
        if (to.state() == SessionState.ENDED) {
            dropped(to, shared, "ended");
            return;
        }
        Encoded message = changed(to, from, shared);
        if (message == null) {
            return;
        }
        CoreLocalSession local = to.local();
        if (local != null) {
            Event event = (Event) message.message();
            deliveries.outside(() -> local.receive(event));
        } else {
            queue(to, from, message, lazyTimeout);
        }
    }

    private @Nullable Encoded changed(CoreSession to, @Nullable ServerSession from, Encoded shared) {
        Encoded message = shared;
        if (!to.extensions().isEmpty()) {
            Event before = (Event) shared.message();
            Event after = extensions.bySession((CoreSession) from, to, before);
            if (after == null) {
                dropped(to, shared, "extension");
                return null;
            }
            message = after == before ? shared : Encoded.of(after);
        }
        return to.listeners().message().isEmpty() ? message : askListeners(to, from, message);
    }

    private @Nullable Encoded askListeners(CoreSession to, @Nullable ServerSession from, Encoded shared) {
        Encoded[] message = {shared};
        deliveries.outside(() -> message[0] = afterListeners(to, from, shared));
        return message[0];
    }

    private @Nullable Encoded afterListeners(CoreSession to, @Nullable ServerSession from, Encoded shared) {
        Encoded message = shared;
        for (ServerSessionListener.MessageListener listener : to.listeners().message()) {
            Event event = (Event) message.message();
            Verdict<Event> verdict =
                    userCode.verdict("session message listener", () -> listener.onMessage(to, from, event));
            if (verdict.refusal() != null) {
                dropped(to, message, "listener");
                return null;
            }
            message = verdict.replacement() == null ? message : Encoded.of(verdict.replacement());
        }
        return message;
    }

    private void queue(CoreSession to, @Nullable ServerSession from, Encoded message, @Nullable Duration lazyTimeout) {
        deliveries.announce(to);
        List<Encoded> dropped = new ArrayList<>(0);
        Delivery.Offer offer = to.delivery().offer(message, dropped);
        dropped.forEach(lazy -> dropped(to, lazy, "queue full, lazy"));
        switch (offer) {
            case QUEUED -> queued(to, from, message, lazyTimeout);
            case QUEUED_HIGH -> {
                Inspection.Waiting queue = to.delivery().inspect();
                platform.events().queueHighWater(to.id(), queue.messages(), queue.length());
                queued(to, from, message, lazyTimeout);
            }
            case FULL -> queueFull(to, from, message);
            case ENDED -> dropped(to, message, "ended");
        }
    }

    private void queued(CoreSession to, @Nullable ServerSession from, Encoded message, @Nullable Duration lazyTimeout) {
        // First the listeners: once touched, it may go out at any time.
        hooks.queued(to, from, message);
        if (message.lazy()) {
            Duration wait = lazyTimeout == null ? to.transportConfig().maxLazyTimeout() : lazyTimeout;
            to.delivery().scheduleLazy(platform, wait, () -> deliveries.lazyIsDue(to));
        } else {
            deliveries.touch(to);
        }
    }

    private void queueFull(CoreSession to, @Nullable ServerSession from, Encoded message) {
        dropped(to, message, "queue full");
        List<ServerSessionListener.QueueMaxedListener> listeners =
                to.listeners().queueMaxed();
        boolean[] keep = new boolean[1];
        if (!listeners.isEmpty()) {
            Event event = (Event) message.message();
            deliveries.outside(() -> {
                for (ServerSessionListener.QueueMaxedListener listener : listeners) {
                    userCode.run("queue maxed listener", () -> keep[0] |= listener.dropInstead(to, from, event));
                    if (keep[0]) {
                        return;
                    }
                }
            });
        }
        if (!keep[0]) {
            to.disconnect(CloseReason.QUEUE_FULL);
        }
    }

    private void dropped(CoreSession to, Encoded message, String why) {
        platform.events().messageDropped(to.id(), message.message().channel(), why);
    }
}
