package dev.halley.core.request;

import dev.halley.core.channel.ChannelQuota;
import dev.halley.core.channel.ChannelTree;
import dev.halley.core.channel.PublishResult;
import dev.halley.core.publish.Publisher;
import dev.halley.core.session.CoreSession;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.spi.Published;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what a client sent to a channel: asks permission, lets listeners see it, hands it to the broker.
 *
 * <p>MUST contain: channel, clientId, data. MAY contain: id, ext. Bayeux section 5.1. With {@code ext.call: true} the client says
 * that it waits for the answer to a remote call: where nobody serves that, it is answered here.
 *
 * <p>Thread-safety: immutable.
 */
public final class PublishHandler {

    /** The member of {@code ext} by which clients mark remote calls. */
    private static final String CALL = "call";

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
        if (isCall(publish) && !isServed(publish.channel())) {
            session.deliver(null, unknown(publish));
        }
        return result.isDone()
                ? HandlerResult.now(reply(
                        session,
                        publish,
                        result.accepted().toCompletableFuture().join()))
                : HandlerResult.later(result.accepted().thenApply(published -> reply(session, publish, published)));
    }

    private static Reply reply(CoreSession session, Request.Publish publish, Published published) {
        Reply reply = Reply.success(publish);
        return session.asksHistory() ? HistoryExt.published(reply, published) : reply;
    }

    /** @return whether its client has said that it waits for an answer; who says nothing, such as CometD's clients, may not */
    private static boolean isCall(Request.Publish publish) {
        RawJson ext = publish.envelope().ext();
        return ext != null && publish.channel().isService() && RawJson.TRUE.equals(JsonObjects.member(ext, CALL));
    }

    /** Who listens to everything, such as a log, answers nothing. */
    private boolean isServed(ChannelId id) {
        return channels.path(id).stream()
                .filter(channel -> channel.id().isService())
                .flatMap(channel -> channel.messageListeners().stream())
                .anyMatch(listener -> listener.serves(id));
    }

    private static ChannelMessage unknown(Request.Publish call) {
        return new ChannelMessage(
                call.channel().toString(),
                call.id(),
                null,
                null,
                false,
                Map.of("error", RawJson.from(BayeuxError.SERVICE_UNKNOWN.wire())),
                false);
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
