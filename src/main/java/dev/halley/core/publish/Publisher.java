package dev.halley.core.publish;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.MessageFilter;
import dev.halley.api.Position;
import dev.halley.api.PublishException;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.Verdict;
import dev.halley.core.channel.ChannelSettings;
import dev.halley.core.channel.ChannelTree;
import dev.halley.core.channel.CoreChannel;
import dev.halley.core.channel.PublishResult;
import dev.halley.core.channel.RecentKeys;
import dev.halley.core.channel.Subscriber;
import dev.halley.core.runtime.BoundedStages;
import dev.halley.core.runtime.Platform;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.Request;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.History;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import dev.halley.spi.Published;
import dev.halley.spi.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a message that may be published past the filters, the listeners of its channel and the server's extensions to the
 * broker, and waits for that where it has to.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Publisher {

    private static final PublishResult DUPLICATE =
            new PublishResult(null, CompletableFuture.completedStage(new Published(Position.NONE, true)));

    private static final CompletionStage<Optional<Published>> NOT_KNOWN =
            CompletableFuture.completedStage(Optional.empty());

    private final Platform platform;
    private final ChannelTree channels;
    private final BrokerAccess broker;
    private final OriginRegistry origins;
    private final PublishHooks hooks;
    private final BoundedStages stages;
    private final PublishOrder order = new PublishOrder();

    public Publisher(
            Platform platform, ChannelTree channels, BrokerAccess broker, OriginRegistry origins, PublishHooks hooks) {
        this.platform = platform;
        this.channels = channels;
        this.broker = broker;
        this.origins = origins;
        this.hooks = hooks;
        this.stages = new BoundedStages(platform, platform.config().publishTimeout());
    }

    /** @return how many publishes the broker has not accepted yet, or, on channels with history, has not handed on */
    public int pending() {
        return stages.pending() + broker.handOver().waiting();
    }

    /**
     * @param from who publishes; null for the server itself
     * @param lazy whether it may wait for others, whatever the settings of its channel say
     */
    public PublishResult publish(@Nullable Subscriber from, Request.Publish message, boolean lazy) {
        PublishExt ext = message.channel().isBroadcast()
                ? PublishExt.of(message.envelope().ext())
                : PublishExt.NONE;
        Given plain = new Given(lazy, ext, null);
        RawJson keyText = ext.key();
        if (keyText == null) {
            return inOrder(from, message, plain);
        }
        if (!PublishKeyReader.isValid(keyText)) {
            return PublishResult.refused(PublishKeyReader.INVALID);
        }
        PublishKey key = PublishKeyReader.key(keyText, from == null ? "" : from.user(), message.data());
        History history = channels.historyRules().keeper();
        if (history != null && channels.historyRules().policy(message.channel()) != null) {
            return inOrder(from, message, history.published(message.channel(), key), new Given(lazy, ext, key));
        }
        return from == null ? publish(null, message, plain) : onceForItsSession(from, message, key, plain);
    }

    /** Publishes what no history is asked about: behind what the publisher has on that channel and a history is asked about. */
    private PublishResult inOrder(@Nullable Subscriber from, Request.Publish message, Given given) {
        return order.isWaiting(from, message.channel())
                ? inOrder(from, message, NOT_KNOWN, given)
                : publish(from, message, given);
    }

    /** @param known what became of the publish that has the key already, if there is one */
    private PublishResult inOrder(
            @Nullable Subscriber from,
            Request.Publish message,
            CompletionStage<Optional<Published>> known,
            Given given) {
        BayeuxError refusal = refusal(known);
        if (refusal != null) {
            return PublishResult.refused(refusal);
        }
        if (BoundedStages.isDone(known) && !order.isWaiting(from, message.channel())) {
            return known.toCompletableFuture()
                    .join()
                    .map(published -> new PublishResult(null, CompletableFuture.completedStage(published)))
                    .orElseGet(() -> publish(from, message, given));
        }
        return new PublishResult(
                null,
                order.inTurn(from, message.channel(), await(known, BayeuxError.HISTORY_UNAVAILABLE), there -> there.map(
                                CompletableFuture::completedStage)
                        .orElseGet(() -> outcome(() -> publish(from, message, given)))));
    }

    private CompletionStage<Published> outcome(Supplier<PublishResult> publishing) {
        PublishResult[] result = new PublishResult[1];
        hooks.userCode().runner().inScope(() -> result[0] = publishing.get());
        return result[0].refusal() == null
                ? result[0].accepted()
                : CompletableFuture.failedStage(new PublishException(result[0].refusal()));
    }

    private PublishResult onceForItsSession(Subscriber from, Request.Publish message, PublishKey key, Given given) {
        String channel = message.channel().toString();
        RecentKeys keys = from.recentKeys();
        RecentKeys.Added added = keys.add(channel, key, platform.clock().nanos());
        CompletableFuture<Published> first = added.accepted();
        return switch (added.outcome()) {
            case DUPLICATE -> BoundedStages.isDone(first) ? DUPLICATE : duplicateOf(first);
            case CONFLICT -> PublishResult.refused(BayeuxError.PUBLISH_KEY_CONFLICT);
            case NEW -> {
                first.whenComplete((published, failure) -> {
                    if (failure != null) {
                        keys.forget(channel, key, first);
                    }
                });
                yield tell(first, () -> publish(from, message, given));
            }
        };
    }

    /** @return what becomes of the first one, of which that is not known yet */
    private PublishResult duplicateOf(CompletionStage<Published> first) {
        CompletionStage<Published> duplicate = first.thenCompose(published -> DUPLICATE.accepted());
        return new PublishResult(null, await(duplicate, BayeuxError.PUBLISH_UNCONFIRMED));
    }

    /** Completes the future as the publish turns out. */
    private static PublishResult tell(CompletableFuture<Published> accepted, Supplier<PublishResult> publish) {
        PublishResult result = PublishResult.refused(BayeuxError.PUBLISH_UNCONFIRMED);
        try {
            result = publish.get();
        } finally {
            if (result.refusal() != null) {
                accepted.completeExceptionally(new PublishException(result.refusal()));
            }
        }
        result.accepted().whenComplete((published, failure) -> {
            if (failure == null) {
                accepted.complete(published);
            } else {
                accepted.completeExceptionally(BoundedStages.causeOf(failure));
            }
        });
        return result;
    }

    /** What comes with a message. @param key null if it is known by none in a history */
    private record Given(
            boolean lazy, PublishExt ext, @Nullable PublishKey key) {}

    private PublishResult publish(@Nullable Subscriber from, Request.Publish message, Given given) {
        List<CoreChannel> path = channels.path(message.channel());
        Verdict<Request.Publish> verdict = ask(path, from, message);
        if (verdict.refusal() != null) {
            return PublishResult.refused(verdict.refusal());
        }
        Request.Publish published = verdict.or(message);
        return published.channel().isBroadcast() ? toBroker(path, from, published, given) : PublishResult.ACCEPTED;
    }

    private PublishResult toBroker(
            List<CoreChannel> path, @Nullable Subscriber from, Request.Publish published, Given given) {
        ChannelHints channelHints = ChannelHints.of(path, from, published.channel());
        ChannelMessage whole = ChannelMessage.from(published);
        RawJson ext = given.ext().strip(whole.ext());
        ChannelMessage event = ext == whole.ext() ? whole : whole.withExt(ext);
        boolean mayWait = given.lazy() || channelHints.lazy();
        ChannelMessage message = hooks.extensions().published(from, mayWait ? event.withLazy(true) : event);
        if (message == null) {
            tellStopped(from, published.channel(), channelHints, "extension");
            return PublishResult.ACCEPTED;
        }
        if (pending() >= platform.config().maxPendingPublishes()) {
            return PublishResult.refused(BayeuxError.TOO_MANY_PENDING_PUBLISHES);
        }
        ChannelId id = id(path, published.channel());
        HistoryPolicy policy = channels.historyRules().policy(id);
        var plain = new Publication(id, message, Position.NONE, origins.of(from), channelHints.hints());
        CompletionStage<Published> stage =
                broker.broker().publish(policy == null ? plain : plain.keeping(new Retention(policy, given.key())));
        if (PublishResult.isDone(stage)) {
            return stage == Published.AT_ONCE ? PublishResult.ACCEPTED : new PublishResult(null, stage);
        }
        BayeuxError refusal = refusal(stage);
        BayeuxError late = policy == null ? BayeuxError.PUBLISH_UNCONFIRMED : BayeuxError.HISTORY_UNAVAILABLE;
        return refusal == null
                ? new PublishResult(
                        null, await(stage, late).thenApply(there -> Objects.requireNonNullElse(there, Published.PLAIN)))
                : PublishResult.refused(refusal);
    }

    /** @return why the broker has refused the message; null if it has not, or not yet */
    private static @Nullable BayeuxError refusal(CompletionStage<?> stage) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        if (!future.isCompletedExceptionally()) {
            return null;
        }
        return future.handle((published, failure) ->
                        BoundedStages.causeOf(failure) instanceof PublishException known ? known.error() : null)
                .join();
    }

    /** @return the name as the channel has it, if it is there: that one has kept the patterns that match it, for brokers to look up */
    private static ChannelId id(List<CoreChannel> path, ChannelId published) {
        ChannelId last = path.isEmpty() ? published : path.get(path.size() - 1).id();
        return last.equals(published) ? last : published;
    }

    /** @param late the error if it takes too long. @return the same, done on a worker, and in time */
    private <T extends @Nullable Object> CompletionStage<T> await(CompletionStage<T> stage, BayeuxError late) {
        return stages.bound(stage).exceptionally(failure -> {
            Throwable cause = BoundedStages.causeOf(failure);
            throw new CompletionException(cause instanceof TimeoutException ? new PublishException(late) : cause);
        });
    }

    /** Publishes for the server itself, or a session that server code speaks for, without asking whether that may be done. */
    public PublishResult publish(@Nullable Subscriber from, ChannelId channel, ChannelMessage given) {
        Envelope envelope = new Envelope(channel.toString(), given.id(), null, given.ext(), given.others());
        Request.Publish message =
                new Request.Publish(envelope, channel, Objects.requireNonNullElse(given.data(), RawJson.NULL));
        PublishResult[] result = new PublishResult[1];
        hooks.userCode().runner().inScope(() -> result[0] = publish(from, message, given.lazy()));
        if (result[0].refusal() != null) {
            stopped(from, message, result[0].refusal());
        }
        return result[0];
    }

    /** What the server itself or a local session wanted to publish was refused: no client is told, so the observer is. */
    public void stopped(@Nullable Subscriber from, Request.Publish message, BayeuxError refusal) {
        ChannelHints channelHints = ChannelHints.of(channels.path(message.channel()), from, message.channel());
        tellStopped(from, message.channel(), channelHints, refusal.wire());
    }

    private void tellStopped(@Nullable Subscriber from, ChannelId channel, ChannelHints channelHints, String why) {
        int sessions = channels.audience(channel, channelHints.hints().toPublisher() ? null : from);
        platform.events().eventStopped(channel.toString(), sessions, why);
    }

    private Verdict<Request.Publish> ask(List<CoreChannel> path, @Nullable Subscriber from, Request.Publish message) {
        boolean none = true;
        for (MessageFilter filter : hooks.filters().all()) {
            none &= !filter.concerns(message.channel());
        }
        for (CoreChannel channel : path) {
            none &= channel.messageListeners().isEmpty();
        }
        if (none) {
            return Verdict.pass();
        }
        Asking asking = new Asking(message);
        hooks.userCode().runner().runUserCode(() -> {
            for (MessageFilter filter : hooks.filters().all()) {
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

        void ask(MessageFilter filter, @Nullable Subscriber from) {
            if (verdict.refusal() == null && filter.concerns(message.channel())) {
                Request.Publish asked = message;
                take(hooks.userCode().verdict("message filter", filter, () -> filter.filter(from, asked)));
            }
        }

        void ask(ServerChannelListener.MessageListener listener, @Nullable Subscriber from) {
            if (verdict.refusal() == null) {
                Request.Publish asked = message;
                take(hooks.userCode()
                        .verdict("channel message listener", listener, () -> listener.onMessage(from, asked)));
            }
        }

        private void take(Verdict<Request.Publish> answer) {
            message = answer.or(message);
            verdict = answer.refusal() == null ? Verdict.replace(message) : answer;
        }
    }

    /** How the settings of a channel, and of the patterns that match it, say that it is delivered. */
    private record ChannelHints(boolean lazy, DeliveryHints hints) {

        private static final ChannelHints TO_ALL = new ChannelHints(false, DeliveryHints.TO_ALL);
        private static final ChannelHints TO_OTHERS = new ChannelHints(false, DeliveryHints.TO_OTHERS);

        static ChannelHints of(List<CoreChannel> path, @Nullable Subscriber from, ChannelId id) {
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
                if (channel.id().equals(id)) {
                    toPublisher &= settings.broadcastToPublisher();
                }
            }
            if (lazy) {
                return new ChannelHints(true, new DeliveryHints(lazyTimeout, toPublisher));
            }
            return toPublisher ? TO_ALL : TO_OTHERS;
        }
    }
}
