package dev.halley.api;

import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import java.util.Optional;

/**
 * Decides what sessions may do. The defaults: everybody may handshake, and publish and subscribe to everything but
 * meta channels; the server's own sessions may do everything.
 *
 * <p>Called on the request's thread, outside all locks; may block. {@code BayeuxServer.context()} tells of the request.
 * What it throws fails the message with {@code 500::internal_error}.
 *
 * <p>Thread-safety: implementations must be thread-safe.
 *
 * @since 0.1.0
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

    /**
     * Says as which member a session is shown to others, where the members of channels are shown. Asked once for each session, before
     * it is shown for the first time. What the policy wants told of the user besides, it says by {@link ServerSession#presenceInfo}.
     *
     * @return all sessions that are given the same name are one member; empty for a session that is a member of its own, under a public
     *     number, and for a local session that is no member. If it throws, it has said empty
     */
    default Optional<String> memberName(BayeuxServer server, ServerSession session) {
        return session.userName();
    }

    /**
     * Says whether a remote session may see the members of all channels that a pattern matches, such as {@code /**} or
     * {@code /presence/chat/*}. Asked after {@link #canSubscribe} has granted the pattern. A pattern below {@code presencePrefix} is
     * refused if this denies it, a wider one is granted without the members.
     */
    default Decision canWatchMembers(
            BayeuxServer server, ServerSession session, ChannelId pattern, Request.Subscribe request) {
        return Decision.of(session.isLocal());
    }
}
