package dev.halley.core.request;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Decision;
import dev.halley.api.PositionForm;
import dev.halley.core.link.BatchReplies;
import dev.halley.core.link.ServerLink;
import dev.halley.core.runtime.StringPool;
import dev.halley.core.session.ConnectReplies;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.DrainNotice;
import dev.halley.core.session.ServerListeners;
import dev.halley.core.session.SessionContext;
import dev.halley.core.session.SessionIdentity;
import dev.halley.core.session.SessionRegistry;
import dev.halley.core.session.SessionState;
import dev.halley.json.RawJson;
import dev.halley.protocol.Advice;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.spi.Peer;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes sessions.
 *
 * <p>MUST contain: channel, version, supportedConnectionTypes (the latter is not insisted on: without it, any is taken
 * for supported). MAY contain: minimumVersion, ext, id. Bayeux section 4.1.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class HandshakeHandler {

    private static final String VERSION = "1.0";
    private static final String MESSAGES = "x-messages";
    /** Nothing was taken for a new session before. */
    private static final long FIRST_BATCH = 1;

    private final SessionRegistry sessions;
    private final SessionContext context;
    private final Authorization authorization;
    private final ServerListeners listeners;
    private final List<String> transports;
    private final HandshakePace pace;
    private final StringPool userAgents = new StringPool();
    private volatile boolean stopping;

    public HandshakeHandler(
            SessionRegistry sessions,
            SessionContext context,
            Authorization authorization,
            ServerListeners listeners,
            List<String> transports) {
        this.sessions = sessions;
        this.context = context;
        this.authorization = authorization;
        this.listeners = listeners;
        this.transports = transports;
        this.pace = new HandshakePace(context.platform().config().limits().maxHandshakesPerSecond());
    }

    /** From now on nobody gets a session. */
    void stop() {
        stopping = true;
    }

    void handle(ServerLink link, Request.Handshake request, BatchReplies answers) {
        Reply reply = answer(link, request, answers);
        CoreSession session = answers.session();
        boolean withEvents = session != null && session.transportConfig().allowMessageDeliveryDuringHandshake();
        Encoded encoded = context.extensions().encode(session, request, reply, withEvents ? FIRST_BATCH : 0);
        if (encoded != null) {
            answers.first().add(encoded);
        }
    }

    /** Lets what came for the new session meanwhile go with the reply, where that is allowed; the reply says how many. */
    void deliverWith(ServerLink link, CoreSession session, BatchReplies answers) {
        if (answers.first().isEmpty() || !session.transportConfig().allowMessageDeliveryDuringHandshake()) {
            return;
        }
        Reply reply = (Reply) answers.first().get(0).message();
        // No more can go than wait now, so that the number which the reply tells does not make it longer.
        Encoded longest = telling(reply, session.queue().waiting());
        List<Encoded> events = session.takeForResponse(link.roomBeside(longest.length()), true);
        if (!events.isEmpty()) {
            answers.first().set(0, telling(reply, events.size()));
            answers.first().addAll(events);
        }
    }

    private static Encoded telling(Reply reply, int events) {
        return Encoded.of(reply.with(MESSAGES, RawJson.from(events)));
    }

    private Reply answer(ServerLink link, Request.Handshake request, BatchReplies answers) {
        List<String> theirs = request.supportedConnectionTypes();
        if (theirs != null && Collections.disjoint(theirs, transports)) {
            return refused(request, BayeuxError.noCommonConnectionType(theirs), Advice.Reconnect.NONE);
        }
        if (HistoryExt.isNoFlag(HistoryExt.of(request.envelope()))) {
            return refused(request, HistoryExt.INVALID, Advice.Reconnect.NONE);
        }
        if (HistoryExt.isNoFlag(FlowExt.of(request.envelope()))) {
            return refused(request, FlowExt.INVALID, Advice.Reconnect.NONE);
        }
        if (isClosed()) {
            return goElsewhere(link, request, answers);
        }
        long wait = pace.ask(context.platform().clock().nanos());
        if (wait != HandshakePace.NOW) {
            return comeInTurn(link, request, wait);
        }
        ClientInfo said = saidOfItself(request);
        if (!said.fits()) {
            return refused(request, BayeuxError.FIELD_INVALID.with(ClientInfo.EXT), Advice.Reconnect.NONE);
        }
        CoreSession session = new CoreSession(identify(link.peer()), link.transport(), context);
        session.presenceInfo(said.info());
        if (context.history() != null && RawJson.TRUE.equals(HistoryExt.of(request.envelope()))) {
            session.positionForm(PositionForm.HISTORY);
        }
        if (FlowExt.isAsked(request.envelope())) {
            session.queue().tellDropped();
        }
        Reply[] reply = new Reply[1];
        context.platform().scope().during(session, () -> reply[0] = admit(link, session, request, answers));
        if (!reply[0].successful()) {
            authorization.dismiss(session);
        }
        return reply[0];
    }

    private ClientInfo saidOfItself(Request.Handshake request) {
        boolean counts = context.platform().config().presence().clientInfo();
        return ClientInfo.of(counts ? request.envelope().ext() : null);
    }

    private Reply admit(ServerLink link, CoreSession session, Request.Handshake request, BatchReplies answers) {
        Decision decision = authorization.decideHandshake(session, request);
        if (!decision.granted()) {
            BayeuxError error = BayeuxError.handshakeDenied();
            boolean plain = decision.reason().equals(BayeuxError.BY_POLICY);
            Reply reply =
                    refused(request, plain ? error : error.with(decision.reason()), reconnectOf(decision.advice()));
            return byPolicy(decision, reply);
        }
        if (!sessions.add(session)) {
            return comeWhenThereIsRoom(link, request);
        }
        if (isClosed()) {
            // Else it would be granted, and ended at once.
            sessions.remove(session);
            return goElsewhere(link, request, answers);
        }
        if (!session.handshaken(() -> listeners.sessionNotices().add(session, () -> tellAdded(session, request)))) {
            // The policy has ended it, and as it was not there yet, nobody takes it out.
            sessions.remove(session);
            return refused(request, BayeuxError.handshakeDenied(), Advice.Reconnect.NONE);
        }
        session.awaitConnect(session.times().connect());
        context.platform().events().sessionOpened(session.id(), link.transport());
        listeners.sessionNotices().tell(session);
        if (session.state() == SessionState.ENDED) {
            return refused(request, BayeuxError.handshakeDenied(), Advice.Reconnect.NONE);
        }
        authorization.attend(session);
        link.carry(session);
        answers.handshakenBy(session);
        Reply reply = Reply.success(request)
                .with("clientId", RawJson.from(session.id()))
                .with("version", RawJson.from(VERSION))
                .with("minimumVersion", RawJson.from(VERSION))
                .with("supportedConnectionTypes", RawJson.from(transports))
                .withAdvice(ConnectReplies.advice(session));
        Reply told = withHistory(session, byPolicy(decision, reply));
        return FlowExt.isAsked(request.envelope()) ? FlowExt.granted(told) : told;
    }

    private Reply withHistory(CoreSession session, Reply reply) {
        return session.positionForm() == PositionForm.HISTORY
                ? HistoryExt.granted(
                        reply, context.platform().config().history().publishKeyTtl())
                : reply;
    }

    private static Advice.Reconnect reconnectOf(@Nullable Advice advice) {
        return advice == null || advice.reconnect() == null ? Advice.Reconnect.NONE : advice.reconnect();
    }

    /** @return the reply with what the policy adds to it */
    private static Reply byPolicy(Decision decision, Reply reply) {
        Reply result = decision.ext() == null ? reply : reply.withExt(decision.ext());
        Advice advice = decision.advice();
        Advice own = result.advice();
        return advice == null || own == null ? result : result.withAdvice(own.overriddenBy(advice));
    }

    private void tellAdded(CoreSession session, Request.Handshake request) {
        context.scheduler()
                .runUserCode(() -> listeners.session().forEach(listener -> tell(listener, session, request)));
    }

    private void tell(BayeuxServerListener.SessionListener listener, CoreSession session, Request.Handshake request) {
        context.userCode().run("session listener", listener, () -> listener.sessionAdded(session, request));
    }

    /** Sessions that were left make room after their {@code maxInterval} at the latest. */
    private Reply comeWhenThereIsRoom(ServerLink link, Request.Handshake request) {
        var transport = context.platform().config().transport(link.transport());
        long wait = Math.max(
                        ConnectReplies.PAUSE.toMillis(), transport.maxInterval().toMillis())
                + DrainNotice.spread(transport);
        link.retryAfter(Duration.ofMillis(wait));
        BayeuxError error = BayeuxError.TOO_MANY_SESSIONS_PER_ADDRESS;
        return refused(request, error, Advice.Reconnect.RETRY, wait);
    }

    /** Nothing is wrong with it: so it is not told as refused. */
    private Reply comeInTurn(ServerLink link, Request.Handshake request, long wait) {
        link.retryAfter(Duration.ofMillis(wait));
        context.platform().events().handshakePaced(link.transport(), wait);
        return failure(request, BayeuxError.TOO_MANY_HANDSHAKES, Advice.Reconnect.RETRY, wait);
    }

    private boolean isClosed() {
        return stopping || context.notice().isGiven();
    }

    /** Over this connection the client would come here again: it is closed behind the reply. */
    private Reply goElsewhere(ServerLink link, Request.Handshake request, BatchReplies answers) {
        answers.closing();
        BayeuxError error = stopping ? BayeuxError.SERVER_STOPPING : BayeuxError.SERVER_DRAINING;
        context.platform().events().messageRefused(null, request, error);
        var transport = context.platform().config().transport(link.transport());
        return failure(request, error, context.notice().advice(transport.interval(), transport));
    }

    private Reply refused(Request.Handshake request, BayeuxError error, Advice.Reconnect next) {
        return refused(request, error, next, next == Advice.Reconnect.NONE ? null : 0L);
    }

    private Reply refused(
            Request.Handshake request, BayeuxError error, Advice.Reconnect next, @Nullable Long intervalMillis) {
        context.platform().events().messageRefused(null, request, error);
        return failure(request, error, next, intervalMillis);
    }

    private Reply failure(
            Request.Handshake request, BayeuxError error, Advice.Reconnect next, @Nullable Long intervalMillis) {
        return failure(request, error, new Advice(next, intervalMillis, null, null, false));
    }

    private Reply failure(Request.Handshake request, BayeuxError error, Advice advice) {
        return Reply.failure(request, error)
                .with("supportedConnectionTypes", RawJson.from(transports))
                .withAdvice(advice);
    }

    private SessionIdentity identify(Peer peer) {
        return new SessionIdentity(
                sessions.newId(),
                false,
                peer.browser(),
                peer.context().principal().map(Principal::getName).orElse(null),
                sessions.roles().of(peer.context()),
                sessions.countsAddresses()
                        ? peer.context()
                                .remoteAddress()
                                .map(InetSocketAddress::getAddress)
                                .orElse(null)
                        : null,
                userAgents.shared(peer.context().header("User-Agent").orElse(null)));
    }
}
