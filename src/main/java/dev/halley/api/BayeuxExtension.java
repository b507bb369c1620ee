package dev.halley.api;

import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * Intercepts all messages that arrive and leave, of the whole server or of one session. It can inspect, change or stop
 * each of them.
 *
 * <p>Order of incoming messages: first the server's extensions in the order in which they were added, then the
 * session's. Order of outgoing messages: first the server's extensions in reverse order, then the session's in reverse
 * order. An extension of the server sees a published event once, without a receiver, before the fan-out. An extension
 * of a session sees it once for its session.
 *
 * <p>The server calls extensions on the thread that handles the message, outside all locks. An exception is reported to
 * the server's observer and stops the message: an incoming message is answered {@code 500::internal_error}, and so is
 * the request if the exception concerned its reply. An event is dropped.
 *
 * <p>Add an extension with {@link BayeuxServer#addExtension} or {@link ServerSession#addExtension}, or name it in the
 * init-param {@code extensions}. With CDI, the server adds every bean that is an extension; {@code @Priority}
 * determines its place.
 *
 * <p>Thread-safety: implementations must be thread-safe.
 *
 * @since 0.1.0
 */
public interface BayeuxExtension {

    /**
     * Called when a message has arrived, before any policy, authorizer or listener sees it. The client receives a
     * refusal as the reply. A malformed message, such as one without a channel, is answered without this call.
     *
     * @param session the session that sent the message; null for a handshake, and for a message of an unknown session.
     *     The server refuses the latter whatever this method returns, and ignores a replacement
     */
    default Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
        return Verdict.pass();
    }

    /**
     * Called before a reply is sent. A refusal holds the reply back: the client receives none.
     *
     * @param session the session that gets the reply; null if there is none, as when a handshake was denied
     * @param request the request that the reply answers
     */
    default Verdict<Reply> reply(@Nullable ServerSession session, Request request, Reply reply) {
        return Verdict.pass();
    }

    /**
     * Called before an event is queued. A refusal drops the event. The {@code /meta/disconnect} by which the server
     * tells a client that its session has ended is such an event: it goes to that session alone and has no data.
     *
     * @param from the session that published or sent the event; null for the server itself
     * @param to the receiver; null for an event to all subscribers, which is passed once before the fan-out
     */
    default Verdict<ChannelMessage> event(
            @Nullable ServerSession from, @Nullable ServerSession to, ChannelMessage event) {
        return Verdict.pass();
    }
}
