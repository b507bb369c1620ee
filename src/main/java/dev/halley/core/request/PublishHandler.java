package dev.halley.core.request;

import dev.halley.core.channel.ChannelQuota;
import dev.halley.core.channel.ChannelTree;
import dev.halley.core.channel.PublishResult;
import dev.halley.core.publish.Publisher;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what a client sent to a channel: asks permission, lets listeners see it, hands it to the broker.
 *
 * <p>MUST contain: channel, clientId, data. MAY contain: id, ext. Bayeux section 5.1.
 *
 * <p>Thread-safety: immutable.
 */
public final class PublishHandler {

    private final ChannelTree channels;
    private final Authorization authorization;
    private final Publisher publisher;

    public PublishHandler(ChannelTree channels, Authorization authorization, Publisher publisher) {
        this.channels = channels;
        this.authorization = authorization;
        this.publisher = publisher;
    }

    HandlerResult handle(CoreSession session, Request.Publish publish) {
        PublishResult result = publish(session, publish, false);
        if (result.refusal() != null) {
            return HandlerResult.now(Reply.failure(publish, result.refusal()));
        }
        return result.isDone()
                ? HandlerResult.now(Reply.success(publish))
                : HandlerResult.later(result.accepted().thenApply(published -> Reply.success(publish)));
    }

    /** @param lazy whether it may wait for others, whatever its channel's settings say */
    PublishResult publish(CoreSession session, Request.Publish publish, boolean lazy) {
        BayeuxError refusal = authorization.refusalToPublish(session, publish);
        if (refusal == null) {
            refusal = create(session, publish.channel());
        }
        PublishResult result =
                refusal == null ? publisher.publish(session, publish, lazy) : PublishResult.refused(refusal);
        if (result.refusal() != null && session.isLocal()) {
            publisher.stopped(session, publish, result.refusal());
        }
        return result;
    }

    /** A service channel needs no entry: only listeners get what is sent there. */
    private @Nullable BayeuxError create(CoreSession session, ChannelId id) {
        if (!id.isBroadcast() || channels.get(id.toString()) != null) {
            return null;
        }
        return channels.getOrCreate(id, session.quota()) == null
                ? BayeuxError.channelCreateDenied(ChannelQuota.EXCEEDED)
                : null;
    }
}
