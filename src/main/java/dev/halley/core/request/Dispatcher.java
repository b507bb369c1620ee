package dev.halley.core.request;

import dev.halley.core.channel.PublishResult;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.LocalRequests;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;

/**
 * Brings each kind of request of a known session to its handler.
 *
 * <p>Thread-safety: immutable.
 */
public final class Dispatcher implements LocalRequests {

    private final SubscriptionHandler subscriptions;
    private final PublishHandler publishes;

    public Dispatcher(SubscriptionHandler subscriptions, PublishHandler publishes) {
        this.subscriptions = subscriptions;
        this.publishes = publishes;
    }

    /** @param request neither a handshake nor a connect: those take part in how the request is answered */
    HandlerResult dispatch(CoreSession session, Request request) {
        if (request instanceof Request.Publish publish) {
            return publishes.handle(session, publish);
        }
        if (request instanceof Request.Subscribe subscribe) {
            return subscriptions.subscribe(session, subscribe);
        }
        if (request instanceof Request.Unsubscribe unsubscribe) {
            return HandlerResult.now(subscriptions.unsubscribe(session, unsubscribe));
        }
        if (request instanceof Request.Disconnect disconnect) {
            session.disconnect(CloseReason.DISCONNECTED);
            return HandlerResult.now(Reply.success(disconnect));
        }
        throw new IllegalArgumentException(
                "No handler for " + request.getClass().getSimpleName() + ".");
    }

    @Override
    public Reply handle(CoreSession session, Request request) {
        Reply reply = dispatch(session, request).reply();
        // What a reply that comes later says is not waited for.
        return reply == null ? Reply.success(request) : reply;
    }

    @Override
    public PublishResult publish(CoreSession session, Request.Publish publish, boolean lazy) {
        return publishes.publish(session, publish, lazy);
    }
}
