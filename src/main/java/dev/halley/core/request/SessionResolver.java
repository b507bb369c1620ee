package dev.halley.core.request;

import dev.halley.core.link.DuplexLink;
import dev.halley.core.link.ServerLink;
import dev.halley.core.runtime.Platform;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.SessionRegistry;
import dev.halley.protocol.Advice;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.spi.Peer;
import java.security.Principal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the session that a message is of, and makes sure that it is its sender's.
 *
 * <p>Thread-safety: immutable.
 */
public final class SessionResolver {

    private final SessionRegistry sessions;
    private final Platform platform;

    public SessionResolver(SessionRegistry sessions, Platform platform) {
        this.sessions = sessions;
        this.platform = platform;
    }

    /**
     * @param current the session of the messages before it in the same request, or null
     * @return the session; null if the message is to be refused
     */
    @Nullable CoreSession admit(ServerLink link, Request request, @Nullable CoreSession current) {
        CoreSession session = sessions.get(request.clientId());
        if (session == null || session.isLocal()) {
            return null;
        }
        if (current != null && current != session) {
            return refuse(session, link);
        }
        if (session == current || session == link.session()) {
            return session;
        }
        boolean mayAdopt = link.traits().mayAdopt() && !carriesAnother(link) && isTheirs(session, link.peer());
        return mayAdopt ? session : refuse(session, link);
    }

    /** A connection that stays is of one session: going on with another's is for those that carry none, or none any more. */
    private static boolean carriesAnother(ServerLink link) {
        CoreSession theirs = link.session();
        return link instanceof DuplexLink && theirs != null && theirs.isHandshaken();
    }

    private @Nullable CoreSession refuse(CoreSession session, ServerLink link) {
        platform.events().foreignSession(session.id(), link.transport());
        return null;
    }

    private static boolean isTheirs(CoreSession session, Peer peer) {
        String browser = session.identity().browser();
        boolean comparable = browser != null && (peer.browserRequired() || peer.browser() != null);
        if (comparable && !browser.equals(peer.browser())) {
            return false;
        }
        if (comparable && peer.browserRequired()) {
            // The cookie proves it; who logs in meanwhile keeps the session.
            return true;
        }
        String principal = peer.context().principal().map(Principal::getName).orElse(null);
        return Objects.equals(session.identity().principal(), principal);
    }

    /**
     * @return the answer to a message that was not admitted; it advises a handshake unless the session is there, says if that ended
     *     as its queue was full, and a connect that its client's own disconnect has overtaken is no failure
     */
    Reply refusal(Request request) {
        if (request instanceof Request.Connect && hasLeft(request.clientId())) {
            return Reply.success(request).withAdvice(Advice.NONE);
        }
        boolean full = sessions.departures().wasFull(request.clientId());
        Reply reply = Reply.failure(request, full ? BayeuxError.SESSION_OVERFLOWED : BayeuxError.SESSION_UNKNOWN);
        CoreSession there = sessions.get(request.clientId());
        boolean lives = there != null && there.isHandshaken();
        return lives ? reply : reply.withAdvice(Advice.HANDSHAKE);
    }

    private boolean hasLeft(@Nullable String id) {
        if (sessions.departures().takeGoodbye(id)) {
            return true;
        }
        CoreSession ending = sessions.get(id);
        return ending != null && ending.ending() == CloseReason.DISCONNECTED;
    }
}
