package dev.halley.core.session;

import dev.halley.api.ServerSession;
import dev.halley.core.runtime.CallWatch;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.UserCode;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
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
public final class Intake {

    private final Platform platform;
    private final UserCode userCode;
    private final CallWatch watch;
    private final SessionFlusher scheduler;
    private final ExtensionChain extensions;

    public Intake(Platform platform, UserCode userCode, SessionFlusher scheduler, ExtensionChain extensions) {
        this.platform = platform;
        this.userCode = userCode;
        this.watch = userCode.watch();
        this.scheduler = scheduler;
        this.extensions = extensions;
    }

    /**
     * @param shared what all subscribers get; left alone if this session's extensions or listeners change it
     * @param lazyTimeout how long it may wait when it is lazy; null for the transport's own
     * @return false if the session misses it
     */
    boolean deliver(CoreSession to, @Nullable ServerSession from, Encoded shared, @Nullable Duration lazyTimeout) {
        if (to.state() == SessionState.ENDED) {
            dropped(to, shared, "ended");
            return false;
        }
        Encoded message = changed(to, from, shared);
        if (message == null) {
            return false;
        }
        CoreLocalSession local = to.local();
        if (local == null) {
            return queue(to, from, message, lazyTimeout);
        }
        ChannelMessage event = (ChannelMessage) message.message();
        scheduler.runUserCode(() -> local.receive(event));
        return true;
    }

    /** An extension of the server stopped what was sent to this session alone. */
    void stopped(CoreSession to, String channel) {
        platform.events().messageDropped(to.id(), channel, "extension");
    }

    private @Nullable Encoded changed(CoreSession to, @Nullable ServerSession from, Encoded shared) {
        Encoded message = shared;
        if (!to.extensions().isEmpty()) {
            ChannelMessage before = (ChannelMessage) shared.message();
            ChannelMessage after = extensions.bySession(from, to, before);
            if (after == null) {
                dropped(to, shared, "extension");
                return null;
            }
            message = after == before ? shared : Encoded.of(after);
        }
        return to.listeners().received(userCode, to, from, message);
    }

    private boolean queue(
            CoreSession to, @Nullable ServerSession from, Encoded message, @Nullable Duration lazyTimeout) {
        scheduler.announce(to);
        List<Encoded> dropped = new ArrayList<>(0);
        SessionQueue.Offer offer = to.queue().offer(message, dropped);
        dropped.forEach(lazy -> dropped(to, lazy, "queue full, lazy"));
        switch (offer) {
            case QUEUED -> queued(to, from, message, lazyTimeout);
            case QUEUED_HIGH -> {
                Inspection.Waiting queue = to.queue().inspect();
                platform.events().queueHighWater(to.id(), queue.messages(), queue.length());
                queued(to, from, message, lazyTimeout);
            }
            case FULL -> queueFull(to, from, message);
            case ENDED -> dropped(to, message, "ended");
        }
        return offer == SessionQueue.Offer.QUEUED || offer == SessionQueue.Offer.QUEUED_HIGH;
    }

    private void queued(CoreSession to, @Nullable ServerSession from, Encoded message, @Nullable Duration lazyTimeout) {
        // First the listeners: once touched, it may go out at any time.
        to.listeners().queued(userCode, to, from, message);
        if (message.lazy()) {
            Duration wait = lazyTimeout == null ? to.transportConfig().maxLazyTimeout() : lazyTimeout;
            to.queue().scheduleLazy(platform, wait, () -> scheduler.due(to));
        } else {
            scheduler.touch(to);
        }
    }

    /** The publisher does not wait for the session's fate: the message is dropped, and the listeners are asked by a task. */
    private void queueFull(CoreSession to, @Nullable ServerSession from, Encoded message) {
        dropped(to, message, "queue full");
        SessionListeners listeners = to.listeners();
        if (!listeners.decideWhenFull()) {
            to.endInBackground(CloseReason.QUEUE_FULL);
        } else if (listeners.startDeciding()) {
            ChannelMessage event = (ChannelMessage) message.message();
            platform.handOver(() -> decide(to, from, event));
        }
    }

    private void decide(CoreSession to, @Nullable ServerSession from, ChannelMessage event) {
        // A listener that does not answer has not kept the session: what waits for it takes memory.
        watch.during(
                () -> {
                    boolean keep = false;
                    try {
                        keep = to.listeners().dropInstead(userCode, to, from, event);
                    } finally {
                        if (!keep) {
                            to.disconnect(CloseReason.QUEUE_FULL);
                        }
                        to.listeners().decided();
                    }
                },
                () -> to.endInBackground(CloseReason.QUEUE_FULL));
    }

    private void dropped(CoreSession to, Encoded message, String why) {
        platform.events().messageDropped(to.id(), message.message().channel(), why);
    }
}
