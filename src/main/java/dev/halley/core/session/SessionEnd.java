package dev.halley.core.session;

import dev.halley.api.ServerSessionListener;
import dev.halley.core.channel.SubscribingSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.spi.ServerEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session's end: why, what was left, and the last words to the client.
 *
 * <p>Thread-safety: immutable.
 */
public final class SessionEnd {

    private static final ChannelMessage GOODBYE =
            new ChannelMessage("/meta/disconnect", null, null, null, true, Map.of(), false);
    /** Where no connect's reply says it: without advice a client may take the refusal of its next connect for a new start. */
    private static final ChannelMessage GOODBYE_FOR_GOOD =
            GOODBYE.withOthers(Map.of("advice", RawJson.parse("{\"reconnect\":\"none\"}")));

    private final Ended session;
    private final boolean known;
    private final CloseReason reason;
    private final SessionQueue queue;
    private final SessionQueue.Rest rest;

    /** A session that has ended, as its end is seen to. */
    public interface Ended extends SubscribingSession, Downstream.Carried {

        List<ServerSessionListener.RemovedListener> removedListeners();

        /** @return what the server's extensions and the session's own make of an event for it alone; null if nothing goes on */
        @Nullable ChannelMessage afterExtensions(ChannelMessage event);
    }

    /**
     * @param known whether listeners have heard of it
     * @param rest what was left in its queue
     */
    SessionEnd(Ended session, boolean known, CloseReason reason, SessionQueue queue, SessionQueue.Rest rest) {
        this.session = session;
        this.known = known;
        this.reason = reason;
        this.queue = queue;
        this.rest = rest;
    }

    public Ended session() {
        return session;
    }

    /** @return whether listeners have heard of the session */
    public boolean known() {
        return known;
    }

    public CloseReason reason() {
        return reason;
    }

    /** Tells the client as much as there is a way for. @param events told of what it will never get */
    public void sayLastWords(ServerEvents events) {
        HeldConnect held = rest.connect();
        Downstream.Duplex link = rest.link();
        if (held == null && link == null) {
            // The response to a request of its own that is handled now, if there is one, takes them.
            tellLost(events, queue.leaveLastWords(lastEvents(GOODBYE_FOR_GOOD)));
            return;
        }
        tellLost(events, true);
        List<Encoded> last = lastEvents(GOODBYE);
        boolean answered = held != null && held.answerLast(last);
        if (link != null) {
            if (!answered) {
                link.takeLastWords(session, last);
            }
            leave(link);
        }
    }

    private void leave(Downstream.Duplex link) {
        link.send();
        boolean carried = link.release(session);
        if (carried && closesConnection()) {
            link.end(reason);
        }
    }

    private boolean closesConnection() {
        return reason == CloseReason.QUEUE_FULL || reason == CloseReason.EXPIRED || reason == CloseReason.DRAINED;
    }

    /** @param told whether the client is told what it is told at such an end */
    private void tellLost(ServerEvents events, boolean told) {
        int waited = rest.events().size();
        if (waited > 0 && (!told || reason == CloseReason.QUEUE_FULL)) {
            events.messagesLost(session.id(), waited, reason);
        }
    }

    private List<Encoded> lastEvents(ChannelMessage goodbye) {
        return switch (reason) {
            case QUEUE_FULL -> List.of();
            case DISCONNECTED, EXPIRED, SERVER_STOPPED, DRAINED -> rest.events();
            default -> {
                List<Encoded> events = new ArrayList<>(rest.events());
                ChannelMessage allowed = session.afterExtensions(goodbye);
                if (allowed != null) {
                    events.add(Encoded.of(allowed));
                }
                yield events;
            }
        };
    }
}
