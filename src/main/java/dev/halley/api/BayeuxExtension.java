package dev.halley.api;

import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * Sees, changes or stops everything that comes in and goes out, of the whole server or of one session.
 *
 * <p>Order: incoming, the server's extensions in the order in which they were added, then the session's; outgoing, the
 * server's in reverse order, then the session's in reverse order. An extension of the server sees a published event once,
 * with no receiver, before it is fanned out; an extension of a session sees it once for its session.
 *
 * <p>Called on the thread that handles the message, outside all locks; what it throws is reported to the server's observer and stops
 * the message: what came in is answered {@code 500::internal_error}, so is the request whose reply it was; an event is dropped.
 *
 * <p>Added by {@link BayeuxServer#addExtension} or {@link ServerSession#addExtension}, or named in the init-param
 * {@code extensions}. Where there is CDI, every bean that is an extension is added to the server by itself; {@code @Priority}
 * gives its place.
 *
 * <p>Thread-safety: implementations must be thread-safe.
 *
 * @since 0.1.0
 */
public interface BayeuxExtension {

    /**
     * A message has come in; nothing was asked or done yet. A refusal is its answer. A message that is not legal, as without a channel,
     * is answered without this.
     *
     * @param session null if it is a handshake, or if its session is not known: then the message is refused whatever this says, and what
     *     takes its place counts for nothing
     */
    default Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
        return Verdict.pass();
    }

    /**
     * A reply is about to go out. A refusal keeps it back: the client gets none.
     *
     * @param session null if there is none, as when a handshake was denied
     * @param request what it answers
     */
    default Verdict<Reply> reply(@Nullable ServerSession session, Request request, Reply reply) {
        return Verdict.pass();
    }

    /**
     * An event is about to be queued. A refusal drops it. The {@code /meta/disconnect} by which the server tells a client that its
     * session has ended is one, for that session alone; it has no data.
     *
     * @param from who published or sent it; null for the server itself
     * @param to whom it is for; null for all subscribers, once, before it is fanned out
     */
    default Verdict<ChannelMessage> event(
            @Nullable ServerSession from, @Nullable ServerSession to, ChannelMessage event) {
        return Verdict.pass();
    }
}
