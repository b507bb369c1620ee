package dev.halley.core;

import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes and unsubscribes; of a message that names many channels all or none.
 *
 * <p>MUST contain: channel, clientId, subscription. MAY contain: ext, id. Bayeux sections 4.5 and 4.7.
 *
 * <p>Thread-safety: immutable.
 */
final class SubscriptionHandler {

    private static final String TOO_MANY = "max_subscriptions";
    private static final String TOO_MANY_CHANNELS = "max_channels";

    private final ChannelRegistry channels;
    private final Authorization authorization;

    SubscriptionHandler(ChannelRegistry channels, Authorization authorization) {
        this.channels = channels;
        this.authorization = authorization;
    }

    Reply subscribe(CoreSession session, Request.Subscribe request) {
        Set<ChannelId> wanted = new LinkedHashSet<>(request.channels());
        for (ChannelId channel : wanted) {
            BayeuxError refusal = refusal(session, channel, request);
            if (refusal != null) {
                return Reply.failure(request, named(refusal, channel, wanted));
            }
        }
        wanted.removeIf(channel -> !channel.isBroadcast());
        if (!session.subscribed().hasRoomFor(wanted)) {
            return Reply.failure(request, BayeuxError.subscribeDenied(TOO_MANY));
        }
        List<ChannelId> done = new ArrayList<>();
        for (ChannelId channel : wanted) {
            BayeuxError failure = subscribe(session, channel);
            if (failure != null) {
                done.forEach(earlier -> unsubscribe(session, earlier));
                return Reply.failure(request, named(failure, channel, wanted));
            }
            done.add(channel);
        }
        return Reply.success(request);
    }

    private @Nullable BayeuxError refusal(CoreSession session, ChannelId channel, Request.Subscribe request) {
        if (channel.isMeta() && session.isLocal()) {
            return BayeuxError.SUBSCRIBE_FAILED;
        }
        return authorization.refusalToSubscribe(session, channel, request);
    }

    private @Nullable BayeuxError subscribe(CoreSession session, ChannelId id) {
        CoreChannel channel = channels.get(id.toString());
        if (channel == null) {
            CoreSession creator = session.isLocal() ? null : session;
            if (creator != null && !creator.subscribed().mayCreate()) {
                return BayeuxError.createDenied(TOO_MANY_CHANNELS);
            }
            channel = channels.getOrCreate(id, creator, made -> {});
        }
        return channels.subscribe(session, channel) ? null : BayeuxError.SUBSCRIBE_FAILED;
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
        request.channels().forEach(channel -> unsubscribe(session, channel));
        return Reply.success(request);
    }

    private void unsubscribe(CoreSession session, ChannelId id) {
        CoreChannel channel = channels.get(id.toString());
        if (channel != null) {
            channels.unsubscribe(session, channel);
        }
    }
}
