package dev.halley.core.request;

import dev.halley.config.TransportNames;
import dev.halley.core.link.BatchReplies;
import dev.halley.core.link.ServerLink;
import dev.halley.core.session.ConnectReplies;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.HeldConnect;
import dev.halley.core.session.SessionTimes;
import dev.halley.protocol.Request;
import java.time.Duration;

/**
 * The connects that a client posts whose events come over a stream of its own, which is Faye's {@code eventsource}. They say only that the
 * client is there, leave the stream alone, and are answered at once with the time after which the next one is due.
 *
 * <p>Thread-safety: stateless.
 */
final class KeepAlive {

    /** A browser opens a stream that broke again after so long; a client that has none looks for events as often. */
    static final Duration WITHOUT_STREAM = Duration.ofSeconds(5);

    private KeepAlive() {}

    /**
     * @return whether a connect that came over the link is one, also the first one of another type after the stream opened: Faye's client
     *     posts that before it knows of its stream
     */
    static boolean isOne(ServerLink link, CoreSession session) {
        if (link.stays() || link.streams()) {
            return false;
        }
        boolean first = session.times().takeStreamOpened();
        return isByName(link) || first && session.queue().isStreaming();
    }

    private static boolean isByName(ServerLink link) {
        return TransportNames.EVENT_SOURCE.equals(link.transport());
    }

    static void answer(ServerLink link, CoreSession session, Request.Connect request, BatchReplies answers) {
        session.connected();
        int number = session.times().connect();
        session.transport(TransportNames.EVENT_SOURCE);
        session.times().streamed(true);
        answers.toHold(null);
        boolean streaming = session.queue().isStreaming();
        if (!streaming) {
            HeldConnect older = session.queue().connectCame(false);
            if (older != null) {
                older.supersede();
            }
        }
        Duration timeout = session.timeout();
        if (!isByName(link)) {
            // By then it knows of its stream, or that it has none.
            answers.connectAnswered(
                    number, request, ConnectReplies.keepAlive(session, request, SessionTimes.PACE, timeout));
            return;
        }
        Duration interval = streaming ? timeout : shorter(timeout);
        Duration least = longer(session.interval(), SessionTimes.PACE);
        answers.connectAnswered(
                number, request, ConnectReplies.keepAlive(session, request, longer(interval, least), Duration.ZERO));
    }

    private static Duration shorter(Duration timeout) {
        return timeout.isZero() || timeout.compareTo(WITHOUT_STREAM) > 0 ? WITHOUT_STREAM : timeout;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
