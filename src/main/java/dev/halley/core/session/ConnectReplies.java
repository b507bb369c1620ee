package dev.halley.core.session;

import dev.halley.config.TransportConfig;
import dev.halley.core.runtime.Platform;
import dev.halley.json.RawJson;
import dev.halley.json.Utf8;
import dev.halley.protocol.Advice;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.MessageWriter;
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
public final class ConnectReplies {

    /** For a client that comes too often: the same again, but after a while. */
    public static final Advice COME_LATER =
            new Advice(Advice.Reconnect.RETRY, SessionTimes.PACE.toMillis(), null, null, false);

    private static final ChannelMessage GOODBYE =
            new ChannelMessage("/meta/disconnect", null, null, null, true, Map.of(), false);
    /** Where no connect's reply says it: without advice a client may take the refusal of its next connect for a new start. */
    private static final ChannelMessage GOODBYE_FOR_GOOD =
            GOODBYE.withOthers(Map.of("advice", RawJson.parse("{\"reconnect\":\"none\"}")));

    /** How long a client waits at least that is to come again because a limit was reached. */
    public static final Duration PAUSE = Duration.ofSeconds(1);

    private final Platform platform;
    private final ExtensionChain extensions;
    private final SessionEvents sessionEvents;

    public ConnectReplies(Platform platform, ExtensionChain extensions, SessionEvents sessionEvents) {
        this.platform = platform;
        this.extensions = extensions;
        this.sessionEvents = sessionEvents;
    }

    /** @return what holds for the session now. Bayeux section 7 */
    public static Advice advice(CoreSession session) {
        return new Advice(
                Advice.Reconnect.RETRY,
                session.interval().toMillis(),
                session.timeout().toMillis(),
                session.transportConfig().handshakeReconnect()
                        ? session.maxInterval().toMillis()
                        : null,
                false);
    }

    public Reply reply(CoreSession session, Request.Connect request) {
        Reply reply = Reply.success(request);
        CloseReason ending = session.ending();
        if (ending != null) {
            return reply.withAdvice(parting(session, ending));
        }
        boolean due = session.times().takeAdviceDue();
        return due || request.advice() != null ? reply.withAdvice(advice(session)) : reply;
    }

    /** Another session of the same browser holds its connect: this one is to come again after a while. */
    public Reply multipleClients(CoreSession session, Request.Connect request) {
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

    /** As many connects are held as may be: this one is to come again after a while, not at once. */
    public Reply cannotHold(CoreSession session, Request.Connect request) {
        session.times().adviceIsDue();
        Duration interval = session.interval().compareTo(PAUSE) > 0 ? session.interval() : PAUSE;
        session.times().clientInterval(interval);
        return Reply.success(request)
                .withAdvice(new Advice(Advice.Reconnect.RETRY, interval.toMillis(), null, null, false));
    }

    /** Answers a held connect with what waits for its session, unless somebody else has done so. */
    void answer(CoreSession session, SuspendedConnect held, SuspendedConnect.Release why) {
        if (held.release()) {
            platform.events().connectReleased(session.id(), why.name());
            sessionEvents.resumed(session, why == SuspendedConnect.Release.TIMEOUT);
            held.link().answerHeld(session, held.number(), () -> {
                Reply reply = reply(session, held.request(session.id()));
                int length = Utf8.length(MessageWriter.write(reply));
                // Events first: the reply of an acknowledged session carries their number.
                Outbox.Numbered taken = take(session, held.link(), length);
                return new Downstream.HeldAnswer(
                        taken.messages(), encode(session, held.request(session.id()), reply, taken.number()));
            });
        }
    }

    /** @return a reply that was made a while ago, with what holds now that its session may have ended */
    public static Reply upToDate(CoreSession session, Reply reply) {
        CloseReason ending = session.ending();
        return ending == null || !reply.successful() ? reply : reply.withAdvice(parting(session, ending));
    }

    /** Takes the events that go with the reply to a connect. @param replies bytes that replies take */
    public Outbox.Numbered take(CoreSession session, Downstream link, int replies) {
        Outbox.Numbered taken =
                sessionEvents.dequeued(session, session.queue().takeForConnect(link, link.roomBeside(replies)));
        List<Encoded> words = session.queue().takeLastWords();
        if (words.isEmpty()) {
            return taken;
        }
        List<Encoded> all = new ArrayList<>(taken.messages());
        all.addAll(words);
        return new Outbox.Numbered(taken.number(), all);
    }

    /** Tells the client of an ended session as much as there is a way for. */
    public void lastWords(CoreSession session, SessionQueue.Rest rest, CloseReason reason) {
        SuspendedConnect held = rest.connect();
        Downstream.Duplex link = rest.link();
        if (held == null && link == null) {
            // The response to a request of its own that is handled now, if there is one, takes them.
            boolean left = session.queue().leaveLastWords(lastEvents(rest, reason, GOODBYE_FOR_GOOD));
            tellLost(session, rest, reason, left);
            return;
        }
        tellLost(session, rest, reason, true);
        List<Encoded> events = lastEvents(rest, reason, GOODBYE);
        if (held != null && held.release()) {
            platform.events().connectReleased(session.id(), SuspendedConnect.Release.SESSION_ENDED.name());
            sessionEvents.resumed(session, false);
            Reply reply = Reply.success(held.request(session.id())).withAdvice(parting(session, reason));
            Encoded last = encode(session, held.request(session.id()), reply, 0);
            held.link().answerHeld(session, held.number(), () -> new Downstream.HeldAnswer(events, last));
        } else if (link != null) {
            link.takeLastWords(session, events);
        }
        if (link != null) {
            link.send();
            boolean carried = link.release(session);
            if (carried && (reason == CloseReason.QUEUE_FULL || reason == CloseReason.EXPIRED)) {
                link.end(reason);
            }
        }
    }

    /** @param told whether the client is told what it is told at such an end */
    private void tellLost(CoreSession session, SessionQueue.Rest rest, CloseReason reason, boolean told) {
        int waited = rest.events().size();
        if (waited > 0 && (!told || reason == CloseReason.QUEUE_FULL)) {
            platform.events().messagesLost(session.id(), waited, reason);
        }
    }

    /**
     * @param batch the number of the batch that goes with it; 0 for none
     * @return the reply after the extensions; a connect has to be answered: what they keep back goes out bare
     */
    public Encoded encode(CoreSession session, Request.Connect request, Reply reply, long batch) {
        Reply allowed = extensions.reply(session, request, reply, batch);
        return Encoded.of(allowed == null ? reply : allowed);
    }

    private static List<Encoded> lastEvents(SessionQueue.Rest rest, CloseReason reason, ChannelMessage goodbye) {
        return switch (reason) {
            case QUEUE_FULL -> List.of();
            case DISCONNECTED, EXPIRED, SERVER_STOPPED -> rest.events();
            default -> {
                List<Encoded> events = new ArrayList<>(rest.events());
                events.add(Encoded.of(goodbye));
                yield events;
            }
        };
    }

    /** @return what the client of an ended session is to do */
    private static Advice parting(CoreSession session, CloseReason reason) {
        return switch (reason) {
            case SERVER_STOPPED -> comeBack(session);
            case EXPIRED, QUEUE_FULL -> Advice.HANDSHAKE;
            default -> Advice.NONE;
        };
    }

    /** @return a random part of the time over which clients come back, in milliseconds */
    public static long spread(TransportConfig transport) {
        return ThreadLocalRandom.current().nextLong(transport.reconnectSpread().toMillis() + 1);
    }

    /** All clients of a server that stops come back, spread over a while. */
    private static Advice comeBack(CoreSession session) {
        long wait = session.interval().toMillis() + spread(session.transportConfig());
        return new Advice(Advice.Reconnect.RETRY, wait, null, null, false);
    }
}
