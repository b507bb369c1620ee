package dev.halley.core;

import dev.halley.protocol.ClientAdvice;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Answers connects at once or holds them. A connect is held if its session was connected before, if it came alone (over
 * a one-shot link), if it may wait at all, and if nothing waits for it.
 *
 * <p>MUST contain: channel, clientId, connectionType. MAY contain: ext, id, advice. Bayeux section 4.2.
 *
 * <p>Thread-safety: immutable.
 */
final class ConnectHandler {

    private final Browsers browsers;
    private final SessionServices services;

    ConnectHandler(Browsers browsers, SessionServices services) {
        this.browsers = browsers;
        this.services = services;
    }

    /** @param alone whether the request has no other message */
    void handle(CoreLink link, CoreSession session, Request.Connect request, boolean alone, Answers answers) {
        SessionState before = session.connected();
        session.times().clientInterval(wish(request));
        HeldConnect older = session.delivery().unhold();
        if (older != null && older.release()) {
            services.platform().events().connectReleased(session.id(), HeldConnect.Release.SUPERSEDED.name());
            older.link().superseded();
        }
        if (link instanceof OneShotLink) {
            session.delivery().unbind();
        }
        boolean mayHold = before == SessionState.CONNECTED
                && (alone || link instanceof TwoWayLink)
                && link.peer().mayHold()
                && !timeout(session, request).isZero();
        if (!mayHold) {
            answer(session, request, answers);
            return;
        }
        Runnable giveBack = link instanceof TwoWayLink ? () -> {} : browsers.tryHold(link.peer());
        if (giveBack == null) {
            Reply reply = services.connects().multipleClients(session, request);
            answers.replies().add(encode(session, request, reply));
            answers.connectAnswered();
        } else {
            answers.toHold(new HeldConnect(request, link, giveBack));
        }
    }

    /** All messages of the request are handled: now the connect is held, unless it has to be answered after all. */
    void holdOrAnswer(CoreSession session, HeldConnect held, Answers answers) {
        if (!session.delivery().hold(held)) {
            if (held.release()) {
                answer(session, held.request(), answers);
            }
            return;
        }
        session.times().neverExpire();
        services.platform().events().connectHeld(session.id(), held.link().transport());
        Duration timeout = timeout(session, held.request());
        session.intake().suspended(timeout);
        held.timeout(services.platform()
                .timer()
                .schedule(timeout, () -> services.platform().workers().execute(() -> timedOut(session, held))));
    }

    private void timedOut(CoreSession session, HeldConnect held) {
        if (session.delivery().unhold(held)) {
            services.connects().answer(session, held, HeldConnect.Release.TIMEOUT);
        }
    }

    private void answer(CoreSession session, Request.Connect request, Answers answers) {
        answers.replies().add(encode(session, request, services.connects().reply(session, request)));
        answers.connectAnswered();
    }

    private Encoded encode(CoreSession session, Request request, Reply reply) {
        Encoded encoded = services.encode(session, request, reply);
        return encoded == null ? Encoded.of(reply) : encoded;
    }

    private static Duration timeout(CoreSession session, Request.Connect request) {
        Duration own = session.timeout();
        Duration most = own.compareTo(session.transportConfig().timeout()) > 0
                ? session.transportConfig().timeout()
                : own;
        ClientAdvice advice = request.advice();
        Long wish = advice == null ? null : advice.timeoutMillis();
        return wish == null || wish >= most.toMillis() ? most : Duration.ofMillis(Math.max(0, wish));
    }

    private static Duration wish(Request.Connect request) {
        ClientAdvice advice = request.advice();
        @Nullable Long interval = advice == null ? null : advice.intervalMillis();
        return interval == null || interval < 0 ? Duration.ZERO : Duration.ofMillis(interval);
    }
}
