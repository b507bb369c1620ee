package dev.halley.api;

import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import java.util.Optional;

/**
 * Decides what sessions may do. By default everybody may handshake, publish and subscribe, except on meta channels; the
 * server's own sessions may do everything.
 *
 * <p>The server calls it on the request's thread, outside all locks; it may block. {@code BayeuxServer.context()} gives
 * access to the request. An exception fails the message with {@code 500::internal_error}.
 *
 * <p>Thread-safety: implementations must be thread-safe.
 *
 * @since 0.1.0
 */
public interface SecurityPolicy {

    /** The defaults, in force until the application sets a policy. */
    SecurityPolicy DEFAULT = new SecurityPolicy() {};

    /**
     * Decides whether a client may handshake.
     *
     * @param session the session to be created; the server does not know it yet
     */
    default Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
        return Decision.grant();
    }

    /**
     * Decides whether a session may create a channel.
     *
     * @param request the publish or subscribe that would create the channel
     */
    default Decision canCreate(BayeuxServer server, ServerSession session, ChannelId channel, Request request) {
        return Decision.of(session.isLocal() || !channel.isMeta());
    }

    /** Decides whether a session may subscribe to a channel or pattern. */
    default Decision canSubscribe(
            BayeuxServer server, ServerSession session, ChannelId channel, Request.Subscribe request) {
        return Decision.of(session.isLocal() || !channel.isMeta());
    }

    /** Decides whether a session may publish a message. */
    default Decision canPublish(BayeuxServer server, ServerSession session, Request.Publish publish) {
        return Decision.of(session.isHandshaken() && !publish.channel().isMeta());
    }

    /**
     * Returns the name under which others see a session where channels show their members. The server asks once per
     * session, before it shows the session for the first time. To show further information about the user, call {@link
     * ServerSession#presenceInfo(Object)}.
     *
     * @return the member's name: all sessions with the same name are one member. Empty for a session that is a member
     *     of its own, shown by a public number, and for a local session that is no member. An exception counts as empty
     */
    default Optional<String> memberName(BayeuxServer server, ServerSession session) {
        return session.userName();
    }

    /**
     * Decides whether a remote session may see the members of all channels that a pattern matches, such as {@code /**}
     * or {@code /presence/chat/*}. The server asks after {@link #canSubscribe} has granted the pattern. If this denies
     * it, a pattern below {@code presencePrefix} is refused, and a wider one is granted without the members.
     */
    default Decision canWatchMembers(
            BayeuxServer server, ServerSession session, ChannelId pattern, Request.Subscribe request) {
        return Decision.of(session.isLocal());
    }
}
