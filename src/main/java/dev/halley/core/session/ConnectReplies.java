package dev.halley.core.session;

import dev.halley.api.DeliveryMode;
import dev.halley.api.Position;
import dev.halley.api.PositionForm;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.Advice;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The replies to connects, to those that were held and those that were not: with the advice that is due, and the events that go with
 * them.
 *
 * <p>Thread-safety: immutable.
 */
public final class ConnectReplies {

    /** For a client that comes too often: the same again, but after a while. */
    public static final Advice COME_LATER =
            new Advice(Advice.Reconnect.RETRY, SessionTimes.PACE.toMillis(), null, null, false);

    /** How long a client waits at least that is to come again because a limit was reached. */
    public static final Duration PAUSE = Duration.ofSeconds(1);

    /** Bytes that the number of the events may add to a reply. */
    private static final int NUMBER = ",\"ext\":{\"ack\":9007199254740991}".length();

    private ConnectReplies() {}

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

    public static Reply reply(CoreSession session, Request.Connect request) {
        Reply reply = Reply.success(request);
        Reply farewell = farewell(session, reply);
        if (farewell != null) {
            return farewell;
        }
        boolean due = session.times().takeAdviceDue();
        return due || request.advice() != null ? reply.withAdvice(advice(session)) : reply;
    }

    /**
     * The connect of a client whose events come over a stream, which only says that the client is there.
     *
     * @param interval after which the next one is due
     * @param timeout what the client is told of how long connects are held
     */
    public static Reply keepAlive(CoreSession session, Request.Connect request, Duration interval, Duration timeout) {
        session.times().clientInterval(interval);
        Reply reply = Reply.success(request);
        Reply farewell = farewell(session, reply);
        if (farewell != null) {
            return farewell;
        }
        session.times().takeAdviceDue();
        return reply.withAdvice(
                new Advice(Advice.Reconnect.RETRY, interval.toMillis(), timeout.toMillis(), null, false));
    }

    /** Another session of the same browser holds its connect: this one is to come again after a while. */
    public static Reply multipleClients(CoreSession session, Request.Connect request) {
        session.times().adviceIsDue();
        Duration interval = session.context().platform().config().http().multiSessionInterval();
        if (interval.isZero()) {
            Advice none = new Advice(Advice.Reconnect.NONE, null, null, null, true);
            return Reply.failure(request, BayeuxError.TOO_MANY_SESSIONS).withAdvice(none);
        }
        session.times().clientInterval(interval);
        return Reply.success(request)
                .withAdvice(new Advice(Advice.Reconnect.RETRY, interval.toMillis(), null, null, true));
    }

    /** As many connects are held as may be: this one is to come again after a while, not at once. */
    public static Reply cannotHold(CoreSession session, Request.Connect request) {
        session.times().adviceIsDue();
        Duration interval = session.interval().compareTo(PAUSE) > 0 ? session.interval() : PAUSE;
        session.times().clientInterval(interval);
        return Reply.success(request)
                .withAdvice(new Advice(Advice.Reconnect.RETRY, interval.toMillis(), null, null, false));
    }

    /** @return a reply that was made a while ago, with what holds now that its session may have ended */
    public static Reply upToDate(CoreSession session, Reply reply) {
        Reply farewell = reply.successful() ? farewell(session, reply) : null;
        return farewell == null ? reply : farewell;
    }

    /** @return the reply to a client that is not to connect again; null if it may */
    private static @Nullable Reply farewell(CoreSession session, Reply reply) {
        CloseReason ending = session.ending();
        if (ending != null) {
            return parting(session, ending, reply);
        }
        if (isDraining(session)) {
            session.times().aboutToGo();
            return goElsewhere(session, reply, BayeuxError.SERVER_DRAINING);
        }
        return null;
    }

    /** @return whether the server drains: then each reply tells the client to go */
    public static boolean isDraining(CoreSession session) {
        return session.context().notice().isGiven();
    }

    private static Reply goElsewhere(CoreSession session, Reply reply, BayeuxError error) {
        Advice advice = session.context().notice().advice(session.interval(), session.transportConfig());
        return handshakeAgain(reply, error, advice);
    }

    /** A successful reply says that the session goes on: CometD's clients stop for good at one that advises a handshake. */
    private static Reply handshakeAgain(Reply reply, BayeuxError error, Advice advice) {
        return reply.withError(error).withAdvice(advice);
    }

    /** Takes the events that go with the reply to a connect. @param replies bytes that replies take */
    public static Outbox.Numbered take(CoreSession session, Downstream link, int replies) {
        int number = session.deliveryMode() == DeliveryMode.ACKNOWLEDGED ? NUMBER : 0;
        Outbox.Numbered taken = session.queue().takeForConnect(link, link.roomBeside(replies + number));
        List<Encoded> events = session.dequeued(taken.messages());
        List<Encoded> words = session.queue().takeLastWords();
        if (words.isEmpty()) {
            return new Outbox.Numbered(taken.number(), events);
        }
        List<Encoded> all = new ArrayList<>(events);
        all.addAll(words);
        return new Outbox.Numbered(taken.number(), all);
    }

    /**
     * @param batch the number of the batch that goes with it; 0 for none
     * @return the reply after the extensions; a connect has to be answered: what they keep back goes out bare
     */
    public static Encoded encode(CoreSession session, Request.Connect request, Reply reply, long batch) {
        Reply told = withConsidered(session, reply);
        Encoded allowed = session.context().extensions().encode(session, request, told, batch);
        return allowed == null ? Encoded.of(told) : allowed;
    }

    /**
     * Where the last messages of channels with history were left out, and nothing waits, the client learns up to where it has all; and where
     * its position is void, that.
     */
    private static Reply withConsidered(CoreSession session, Reply reply) {
        if (session.positionForm() != PositionForm.HISTORY || !reply.successful()) {
            return reply;
        }
        Map<String, Position> positions = session.queue().followed().untold();
        Set<String> lost = session.queue().followed().takeLost();
        if (positions.isEmpty() && lost.isEmpty()) {
            return reply;
        }
        Map<String, RawJson> told = new LinkedHashMap<>();
        lost.forEach(channel -> told.put(channel, JsonObjects.of(Map.of("lost", RawJson.TRUE))));
        positions.forEach((channel, position) -> {
            Map<String, RawJson> fields = new LinkedHashMap<>();
            fields.put("epoch", RawJson.from(position.epoch()));
            fields.put("offset", RawJson.from(position.offset()));
            if (lost.contains(channel)) {
                fields.put("lost", RawJson.TRUE);
            }
            told.put(channel, JsonObjects.of(fields));
        });
        return reply.withExt(JsonObjects.with(reply.ext(), "history", JsonObjects.of(told)));
    }

    /** @return the reply to the client of an ended session */
    private static Reply parting(CoreSession session, CloseReason reason, Reply reply) {
        return switch (reason) {
            case SERVER_STOPPED ->
                isDraining(session) || session.context().notice().knowsOthers()
                        ? goElsewhere(session, reply, BayeuxError.SERVER_STOPPING)
                        : reply.withAdvice(comeBack(session));
            case DRAINED -> goElsewhere(session, reply, BayeuxError.SERVER_DRAINING);
            case EXPIRED -> handshakeAgain(reply, BayeuxError.SESSION_UNKNOWN, Advice.HANDSHAKE);
            case QUEUE_FULL -> handshakeAgain(reply, BayeuxError.SESSION_OVERFLOWED, Advice.HANDSHAKE);
            default -> reply.withAdvice(Advice.NONE);
        };
    }

    /** All clients of a server that stops come back, spread over a while. */
    private static Advice comeBack(CoreSession session) {
        long wait = session.interval().toMillis() + DrainNotice.spread(session.transportConfig());
        return new Advice(Advice.Reconnect.RETRY, wait, null, null, false);
    }
}
