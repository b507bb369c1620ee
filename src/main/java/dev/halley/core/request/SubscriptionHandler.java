package dev.halley.core.request;

import dev.halley.api.PositionForm;
import dev.halley.api.PublishException;
import dev.halley.config.Limits;
import dev.halley.core.channel.ChannelQuota;
import dev.halley.core.channel.ChannelTree;
import dev.halley.core.channel.CoreChannel;
import dev.halley.core.channel.Subscriptions;
import dev.halley.core.publish.ReadMessages;
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
import java.util.Map;
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
    private final Platform platform;
    private final HistoryReader reader;
    private final BoundedStages stages;

    /** @param read what is read of histories */
    public SubscriptionHandler(
            ChannelTree channels, Authorization authorization, Platform platform, ReadMessages read) {
        this.channels = channels;
        this.authorization = authorization;
        this.platform = platform;
        this.reader =
                new HistoryReader(channels.historyRules(), platform.config().history(), read);
        this.stages = new BoundedStages(platform, platform.config().publishTimeout());
    }

    HandlerResult subscribe(CoreSession session, Request.Subscribe request) {
        Wishes wishes = wishes(session, request);
        // Before anybody is asked: who was asked while no members were shown has not granted them.
        boolean showsMembers = authorization.showsMembers();
        BayeuxError refusal = wishes.refusal() == null ? refusal(session, request, wishes) : wishes.refusal();
        if (refusal != null) {
            return HandlerResult.now(Reply.failure(request, refusal));
        }
        Set<ChannelId> wanted = new LinkedHashSet<>(request.channels());
        // Services get what is sent to them, whoever subscribes.
        wanted.removeIf(channel -> !channel.isBroadcast());
        Recovery recovery = recovery(session);
        if (!session.isLocal() && !session.subscribed().hasRoomFor(wanted)
                || !join(session, recovery, wanted, wishes)) {
            undo(session, List.of(), recovery);
            return HandlerResult.now(Reply.failure(request, BayeuxError.subscribeDenied(TOO_MANY)));
        }
        List<ChannelId> done = new ArrayList<>();
        for (ChannelId channel : wanted) {
            if (showsMembers) {
                authorization.grantMembers(session, channel, request);
            }
            BayeuxError failure = subscribe(session, channel, done);
            if (failure != null) {
                undo(session, done, recovery);
                wanted.forEach(session.attendance()::forget);
                return HandlerResult.now(
                        Reply.failure(request, named(failure, channel, Set.copyOf(request.channels()))));
            }
        }
        // Who subscribes here does not wait, and so is not told later that nothing came of it.
        return session.isLocal()
                ? HandlerResult.now(Reply.success(request))
                : whenReady(session, request, done, recovery);
    }

    private static Wishes wishes(CoreSession session, Request.Subscribe request) {
        return switch (session.positionForm()) {
            case PLAIN -> Wishes.NONE;
            case HISTORY -> {
                Map<String, HistoryWish> wishes = HistoryWish.of(HistoryExt.of(request.envelope()));
                yield wishes == null ? Wishes.refused(HistoryExt.INVALID) : new Wishes(wishes, null);
            }
            case REPLAY -> ReplayExt.wishes(request);
        };
    }

    private @Nullable BayeuxError refusal(CoreSession session, Request.Subscribe request, Wishes wishes) {
        Set<ChannelId> wanted = new LinkedHashSet<>(request.channels());
        for (ChannelId channel : wanted) {
            BayeuxError refusal = authorization.refusalToSubscribe(session, channel, request);
            if (refusal == null && channel.isMeta()) {
                refusal = BayeuxError.SUBSCRIBE_FAILED;
            }
            if (refusal != null) {
                return named(refusal, channel, wanted);
            }
        }
        return session.positionForm() == PositionForm.REPLAY ? replayRefusal(wanted, wishes) : null;
    }

    private @Nullable BayeuxError replayRefusal(Set<ChannelId> wanted, Wishes wishes) {
        for (ChannelId channel : wanted) {
            BayeuxError refusal =
                    keeps(channel) ? null : ReplayExt.refusalWhereNothingIsKept(channel, wishes.of(channel));
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private boolean keeps(ChannelId channel) {
        return channels.historyRules().policy(channel) != null;
    }

    private Recovery recovery(CoreSession session) {
        Limits limits = platform.config().limits();
        QueueCapacity room = QueueCapacity.of(session, limits.maxQueueMessages(), limits.maxQueueBytes());
        return new Recovery(session, reader, platform.events(), room);
    }

    /** @return false if the session follows as many channels with history as it may */
    private boolean join(CoreSession session, Recovery recovery, Set<ChannelId> wanted, Wishes wishes) {
        if (session.positionForm() == PositionForm.PLAIN) {
            return true;
        }
        session.forgetUnsubscribed();
        Set<ChannelId> followed = new LinkedHashSet<>(wanted);
        for (String name : wishes.channels()) {
            ChannelId.parse(name)
                    .filter(named -> Subscriptions.reach(wanted, named))
                    .ifPresent(followed::add);
        }
        followed.removeIf(channel -> !keeps(channel));
        return recovery.join(followed, wishes);
    }

    private HandlerResult whenReady(
            CoreSession session, Request.Subscribe request, List<ChannelId> done, Recovery recovery) {
        CompletableFuture<?>[] unknown = request.channels().stream()
                .filter(ChannelId::isBroadcast)
                .map(channels::known)
                .filter(known -> !BoundedStages.isDone(known))
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture<Void> known = CompletableFuture.allOf(unknown);
        CompletionStage<Void> ready = known.isDone() ? recovery.read() : known.thenCompose(all -> recovery.read());
        HandlerResult result = BoundedStages.isDone(ready)
                ? HandlerResult.now(answer(session, request, done, recovery))
                : HandlerResult.later(stages.bound(ready).handle((nothing, failure) -> {
                    if (failure == null) {
                        return answer(session, request, done, recovery);
                    }
                    undo(session, done, recovery);
                    BayeuxError late =
                            known.isDone() ? BayeuxError.HISTORY_UNAVAILABLE : BayeuxError.SUBSCRIBE_UNCONFIRMED;
                    return unconfirmed(request, BoundedStages.causeOf(failure), late);
                }));
        return recovery.isEmpty() ? result : result.whenSent(recovery::end);
    }

    /** All was read that is to be. */
    private Reply answer(CoreSession session, Request.Subscribe request, List<ChannelId> done, Recovery recovery) {
        BayeuxError refusal = recovery.conclude();
        if (refusal == null) {
            return recovery.told(Reply.success(request));
        }
        undo(session, done, recovery);
        return Reply.failure(request, refusal);
    }

    /** The broker has to know that somebody is subscribed here. Where it does not, nobody is. */
    private static Reply unconfirmed(Request.Subscribe request, Throwable cause, BayeuxError late) {
        if (cause instanceof TimeoutException) {
            return Reply.failure(request, late);
        }
        if (cause instanceof PublishException refused) {
            return Reply.failure(request, refused.error());
        }
        throw new CompletionException(cause);
    }

    private void undo(CoreSession session, List<ChannelId> done, Recovery recovery) {
        done.forEach(channel -> channels.unsubscribe(session, channel));
        recovery.end();
        session.forgetUnsubscribed();
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
        session.forgetUnsubscribed();
        return Reply.success(request);
    }
}
