package dev.halley.core;

import dev.halley.protocol.Advice;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Event;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Answers connects, those that were held and those that were not, with the advice that is due.
 *
 * <p>Thread-safety: immutable.
 */
final class ConnectReplies {

    private final Platform platform;
    private final ExtensionChain extensions;

    ConnectReplies(Platform platform, ExtensionChain extensions) {
        this.platform = platform;
        this.extensions = extensions;
    }

    /** @return what holds for the session now. Bayeux section 7 */
    static Advice advice(CoreSession session) {
        return new Advice(
                Advice.Reconnect.RETRY,
                session.interval().toMillis(),
                session.timeout().toMillis(),
                session.transportConfig().handshakeReconnect()
                        ? session.maxInterval().toMillis()
                        : null,
                false);
    }

    Reply reply(CoreSession session, Request.Connect request) {
        Reply reply = Reply.success(request);
        if (session.state() == SessionState.ENDED) {
            return reply.withAdvice(Advice.NONE);
        }
        boolean due = session.times().takeAdviceDue();
        return due || request.advice() != null ? reply.withAdvice(advice(session)) : reply;
    }

    /** Another session of the same browser holds its connect: this one is to come again after a while. */
    Reply multipleClients(CoreSession session, Request.Connect request) {
        session.times().adviceIsDue();
        Duration interval = platform.config().http().multiSessionInterval();
        if (interval.isZero()) {
            Advice none = new Advice(Advice.Reconnect.NONE, null, null, null, true);
            return Reply.failure(request, BayeuxError.TOO_MANY_SESSIONS).withAdvice(none);
        }
        session.times().clientInterval(interval);
        return Reply.success(request)
                .withAdvice(new Advice(Advice.Reconnect.RETRY, interval.toMillis(), null, null, true));
    }

    /** Answers a held connect with what waits for its session, unless somebody else has done so. */
    void answer(CoreSession session, HeldConnect held, HeldConnect.Release why) {
        if (held.release()) {
            platform.events().connectReleased(session.id(), why.name());
            session.intake().resumed(why == HeldConnect.Release.TIMEOUT);
            // Events first: the reply of acknowledged sessions carries their number.
            List<Encoded> events = session.takeForConnect();
            held.link().answerHeld(session, events, encode(session, held, reply(session, held.request())));
        }
    }

    /** Tells the client of an ended session as much as there is a way for. */
    void lastWords(CoreSession session, Delivery.Rest rest, CloseReason reason) {
        HeldConnect held = rest.connect();
        TwoWayLink link = rest.link();
        List<Encoded> events = new ArrayList<>();
        if (reason != CloseReason.QUEUE_FULL) {
            events.addAll(rest.events());
        }
        if (reason == CloseReason.DISCONNECTED_BY_SERVER) {
            Event goodbye = new Event("/meta/disconnect", null, null, null, true, Map.of(), false);
            events.add(Encoded.of(goodbye));
        }
        if (held != null && held.release()) {
            platform.events().connectReleased(session.id(), HeldConnect.Release.SESSION_ENDED.name());
            Reply reply = Reply.success(held.request());
            Advice advice = reason == CloseReason.SERVER_STOPPED ? comeBack(session) : Advice.NONE;
            session.intake().resumed(false);
            held.link().answerHeld(session, events, encode(session, held, reply.withAdvice(advice)));
        } else if (link != null) {
            events.forEach(event -> link.drain().add(event, 0));
            link.drain().run();
        }
        if (link != null) {
            link.sessionEnded(session);
            if (reason == CloseReason.QUEUE_FULL || reason == CloseReason.EXPIRED) {
                link.end(reason);
            }
        }
    }

    private Encoded encode(CoreSession session, HeldConnect held, Reply reply) {
        Reply allowed = extensions.reply(session, held.request(), reply);
        // A held request has to be answered: what an extension keeps back goes out bare.
        return Encoded.of(allowed == null ? reply : allowed);
    }

    /** All clients of a server that stops come back, spread over a while. */
    private Advice comeBack(CoreSession session) {
        long spread = session.transportConfig().reconnectSpread().toMillis();
        long wait = session.interval().toMillis() + ThreadLocalRandom.current().nextLong(spread + 1);
        return new Advice(Advice.Reconnect.RETRY, wait, null, null, false);
    }
}
