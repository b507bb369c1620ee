package dev.halley.core;

import dev.halley.core.channel.ChannelTree;
import dev.halley.core.channel.CoreChannel;
import dev.halley.core.channel.ChannelSettings;
import dev.halley.api.MessageFilter;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.Verdict;
import dev.halley.core.runtime.Listeners;
import dev.halley.core.runtime.UserCode;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.Request;
import dev.halley.spi.Broker;
import dev.halley.spi.Publication;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes a message that may be published past the filters and the listeners of its channel to the broker.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Publisher {

    private final ChannelTree channels;
    private final Broker broker;
    private final FlushScheduler scheduler;
    private final UserCode userCode;
    private final Listeners<MessageFilter> filters;

    Publisher(
            ChannelTree channels,
            Broker broker,
            FlushScheduler scheduler,
            UserCode userCode,
            Listeners<MessageFilter> filters) {
        this.channels = channels;
        this.broker = broker;
        this.scheduler = scheduler;
        this.userCode = userCode;
        this.filters = filters;
    }

    /**
     * @param from who publishes; null for the server itself
     * @return why it was stopped; null if it went on
     */
    @Nullable BayeuxError publish(@Nullable CoreSession from, Request.Publish message) {
        List<CoreChannel> path = channels.path(message.channel());
        Verdict<Request.Publish> verdict = ask(path, from, message);
        if (verdict.refusal() != null) {
            return verdict.refusal();
        }
        Request.Publish published = verdict.or(message);
        if (published.channel().isBroadcast()) {
            scheduler.during(null, () -> broker.publish(publication(path, from, published)));
        }
        return null;
    }

    /**
     * Publishes for the server itself or a session of its own, or of a client's that a service speaks for.
     *
     * @return false if it was stopped, which the observer is told
     */
    boolean publish(@Nullable CoreSession from, ChannelId channel, RawJson data) {
        Envelope envelope = new Envelope(channel.toString(), null, null, null, Map.of());
        Request.Publish message = new Request.Publish(envelope, channel, data);
        BayeuxError[] refusal = new BayeuxError[1];
        scheduler.inScope(() -> refusal[0] = publish(from, message));
        if (refusal[0] != null) {
            stopped(from, message, refusal[0]);
        }
        return refusal[0] == null;
    }

    /** What the server itself or a local session wanted to publish was refused: no client is told, so the observer is. */
    void stopped(@Nullable CoreSession from, Request.Publish message, BayeuxError refusal) {
        Publication stopped = publication(channels.path(message.channel()), from, message);
        int sessions = channels.audience(message.channel(), stopped.toPublisher() ? null : from);
        userCode.events().eventStopped(message.channel().toString(), sessions, refusal.wire());
    }

    private Verdict<Request.Publish> ask(List<CoreChannel> path, @Nullable CoreSession from, Request.Publish message) {
        boolean none = true;
        for (MessageFilter filter : filters.all()) {
            none &= !filter.concerns(message.channel());
        }
        for (CoreChannel channel : path) {
            none &= channel.messageListeners().isEmpty();
        }
        if (none) {
            return Verdict.pass();
        }
        Asking asking = new Asking(message);
        scheduler.runUserCode(() -> {
            for (MessageFilter filter : filters.all()) {
                asking.ask(filter, from);
            }
            for (CoreChannel channel : path) {
                for (ServerChannelListener.MessageListener listener : channel.messageListeners()) {
                    asking.ask(listener, from);
                }
            }
        });
        return asking.verdict;
    }

    private final class Asking {
        private Request.Publish message;
        private Verdict<Request.Publish> verdict = Verdict.pass();

        Asking(Request.Publish message) {
            this.message = message;
        }

        void ask(MessageFilter filter, @Nullable CoreSession from) {
            if (verdict.refusal() == null && filter.concerns(message.channel())) {
                Request.Publish asked = message;
                take(userCode.verdict("message filter", filter, () -> filter.filter(from, asked)));
            }
        }

        void ask(ServerChannelListener.MessageListener listener, @Nullable CoreSession from) {
            if (verdict.refusal() == null) {
                Request.Publish asked = message;
                take(userCode.verdict("channel message listener", listener, () -> listener.onMessage(from, asked)));
            }
        }

        private void take(Verdict<Request.Publish> answer) {
            message = answer.or(message);
            verdict = answer.refusal() == null ? Verdict.replace(message) : answer;
        }
    }

    private static Publication publication(
            List<CoreChannel> path, @Nullable CoreSession from, Request.Publish message) {
        boolean lazy = false;
        boolean toPublisher = from == null || from.isBroadcastToPublisher();
        Duration lazyTimeout = null;
        for (CoreChannel channel : path) {
            ChannelSettings settings = channel.settings();
            if (settings.lazy()) {
                lazy = true;
                Duration own = settings.lazyTimeout();
                lazyTimeout =
                        lazyTimeout == null || (own != null && own.compareTo(lazyTimeout) < 0) ? own : lazyTimeout;
            }
            if (channel.id().equals(message.channel())) {
                toPublisher &= settings.broadcastToPublisher();
            }
        }
        ChannelMessage event = ChannelMessage.from(message);
        return new Publication(
                message.channel(),
                lazy ? event.withLazy(true) : event,
                from == null ? null : from.id(),
                toPublisher,
                lazyTimeout);
    }
}
