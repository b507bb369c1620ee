package dev.halley.api;

import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;

/**
 * Decides what sessions may do. The defaults: everybody may handshake, and publish and subscribe to everything but
 * meta channels; the server's own sessions may do everything.
 *
 * <p>Called on the request's thread, outside all locks; may block. {@code BayeuxServer.context()} tells of the request.
 * What it throws fails the message with {@code 500::internal_error}.
 *
 * <p>Thread-safety: implementations must be thread-safe.
 */
public interface SecurityPolicy {

    /** The defaults; in force until the application has a policy. */
    SecurityPolicy DEFAULT = new SecurityPolicy() {};

    /** @param session the session to be; not yet known to the server */
    default Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
        return Decision.grant();
    }

    /** @param request the publish or subscribe that would create the channel */
    default Decision canCreate(BayeuxServer server, ServerSession session, ChannelId channel, Request request) {
        return Decision.of(session.isLocal() || !channel.isMeta());
    }

    default Decision canSubscribe(
            BayeuxServer server, ServerSession session, ChannelId channel, Request.Subscribe request) {
        return Decision.of(session.isLocal() || !channel.isMeta());
    }

    default Decision canPublish(BayeuxServer server, ServerSession session, Request.Publish publish) {
        return Decision.of(session.isHandshaken() && !publish.channel().isMeta());
    }
}
