package dev.halley.core.request;

import dev.halley.core.channel.ChannelQuota;
import dev.halley.core.channel.ChannelTree;
import dev.halley.core.channel.CoreChannel;
import dev.halley.core.channel.Subscriptions;
import dev.halley.core.runtime.BoundedStages;
import dev.halley.core.runtime.Platform;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes and unsubscribes; of a message that names many channels all or none.
 *
 * <p>MUST contain: channel, clientId, subscription. MAY contain: ext, id. Bayeux sections 4.5 and 4.7.
 *
 * <p>Thread-safety: immutable.
 */
public final class SubscriptionHandler {

    private static final String TOO_MANY = "max_subscriptions";

    private final ChannelTree channels;
    private final Authorization authorization;
    private final BoundedStages stages;

    public SubscriptionHandler(ChannelTree channels, Authorization authorization, Platform platform) {
        this.channels = channels;
        this.authorization = authorization;
        this.stages = new BoundedStages(platform, platform.config().publishTimeout());
    }

    HandlerResult subscribe(CoreSession session, Request.Subscribe request) {
        Set<ChannelId> wanted = new LinkedHashSet<>(request.channels());
        // Before anybody is asked: who was asked while no members were shown has not granted them.
        boolean showsMembers = authorization.showsMembers();
        BayeuxError refusal = refusal(session, wanted, request);
        if (refusal != null) {
            return HandlerResult.now(Reply.failure(request, refusal));
        }
        // Services get what is sent to them, whoever subscribes.
        wanted.removeIf(channel -> !channel.isBroadcast());
        if (!session.isLocal() && !session.subscribed().hasRoomFor(wanted)) {
            return HandlerResult.now(Reply.failure(request, BayeuxError.subscribeDenied(TOO_MANY)));
        }
        List<ChannelId> done = new ArrayList<>();
        for (ChannelId channel : wanted) {
            if (showsMembers) {
                authorization.grantMembers(session, channel, request);
            }
            BayeuxError failure = subscribe(session, channel, done);
            if (failure != null) {
                undo(session, done);
                wanted.forEach(session.attendance()::forget);
                return HandlerResult.now(
                        Reply.failure(request, named(failure, channel, Set.copyOf(request.channels()))));
            }
        }
        if (session.isLocal()) {
            // Who subscribes here does not wait, and so is not told later that nothing came of it.
            return HandlerResult.now(Reply.success(request));
        }
        CompletableFuture<?>[] unknown = wanted.stream()
                .map(channels::known)
                .filter(known -> !BoundedStages.isDone(known))
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new);
        return unknown.length == 0
                ? HandlerResult.now(Reply.success(request))
                : HandlerResult.later(whenKnown(session, request, done, CompletableFuture.allOf(unknown)));
    }

    private @Nullable BayeuxError refusal(CoreSession session, Set<ChannelId> wanted, Request.Subscribe request) {
        for (ChannelId channel : wanted) {
            BayeuxError refusal = authorization.refusalToSubscribe(session, channel, request);
            if (refusal == null && channel.isMeta()) {
                refusal = BayeuxError.SUBSCRIBE_FAILED;
            }
            if (refusal != null) {
                return named(refusal, channel, wanted);
            }
        }
        return null;
    }

    /** The broker has to know that somebody is subscribed here. Where it does not, nobody is. */
    private CompletionStage<Reply> whenKnown(
            CoreSession session, Request.Subscribe request, List<ChannelId> done, CompletionStage<Void> known) {
        return stages.bound(known).handle((nothing, failure) -> {
            if (failure == null) {
                return Reply.success(request);
            }
            undo(session, done);
            Throwable cause = BoundedStages.causeOf(failure);
            if (cause instanceof TimeoutException) {
                return Reply.failure(request, BayeuxError.SUBSCRIBE_UNCONFIRMED);
            }
            throw new CompletionException(cause);
        });
    }

    private void undo(CoreSession session, List<ChannelId> done) {
        done.forEach(channel -> channels.unsubscribe(session, channel));
    }

    /** @param done gets the channel, if the session was not subscribed to it before */
    private @Nullable BayeuxError subscribe(CoreSession session, ChannelId id, List<ChannelId> done) {
        CoreChannel channel = channels.getOrCreate(id, session.quota());
        if (channel == null) {
            return BayeuxError.createDenied(ChannelQuota.EXCEEDED);
        }
        Subscriptions.Added added = channels.subscribe(session, channel, !session.isLocal());
        return switch (added) {
            case NEW -> {
                done.add(id);
                yield null;
            }
            case THERE_ALREADY -> null;
            // Other requests of the session have taken the room meanwhile.
            case TOO_MANY_CHANNELS -> BayeuxError.createDenied(ChannelQuota.EXCEEDED);
            case TOO_MANY -> BayeuxError.subscribeDenied(TOO_MANY);
            case SESSION_ENDED, CHANNEL_GONE -> BayeuxError.SUBSCRIBE_FAILED;
        };
    }

    private static BayeuxError named(BayeuxError error, ChannelId channel, Set<ChannelId> wanted) {
        if (wanted.size() < 2) {
            return error;
        }
        List<String> args = new ArrayList<>(error.args());
        args.add(channel.toString());
        return error.with(args.toArray(String[]::new));
    }

    Reply unsubscribe(CoreSession session, Request.Unsubscribe request) {
        for (ChannelId channel : request.channels()) {
            if (channel.isMeta()) {
                return Reply.failure(request, BayeuxError.UNSUBSCRIBE_FAILED);
            }
            if (channel.isBroadcast() && channels.get(channel.toString()) == null) {
                return Reply.failure(request, BayeuxError.CHANNEL_MISSING);
            }
        }
        request.channels().forEach(channel -> channels.unsubscribe(session, channel));
        return Reply.success(request);
    }
}
