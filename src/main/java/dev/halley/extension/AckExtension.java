package dev.halley.extension;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.DeliveryMode;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Adds acknowledged delivery (at least once while the session lives) for clients that ask for it: events are sent only
 * with numbered connect replies, and are sent again until the client's next connect acknowledges them.
 *
 * <p>On the wire: {@code ext.ack} is {@code true} in the handshake and its reply, or
 * <code>{"enabled":true,"batch":N}</code> in a reply that may carry events. In a connect it is the number of the last
 * reply that the client received, initially -1 or 0. In a connect's reply it is the reply's own number, which grows
 * with each. A connect without {@code ext.ack} comes from a client that does not count: the events sent to it count as
 * received.
 *
 * <p>Thread-safety: stateless; the session's outbox keeps the numbers.
 *
 * @since 0.1.0
 */
public final class AckExtension implements BayeuxExtension {

    /** The name in the init-param {@code extensions}, and the key in {@code ext}. */
    public static final String NAME = "ack";

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    /** Up to this number a double represents every whole number. */
    private static final double MOST = 1L << 53;

    @Override
    public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
        if (session != null
                && request instanceof Request.Connect connect
                && session.deliveryMode() == DeliveryMode.ACKNOWLEDGED) {
            session.acknowledge(batchOf(JsonObjects.member(connect.envelope().ext(), NAME)));
        }
        return Verdict.pass();
    }

    @Override
    public Verdict<Reply> reply(@Nullable ServerSession session, Request request, Reply reply) {
        if (session == null || !reply.successful()) {
            return Verdict.pass();
        }
        if (request instanceof Request.Handshake handshake && asks(handshake)) {
            session.deliveryMode(DeliveryMode.ACKNOWLEDGED);
            long batch = session.batchNumber();
            return with(reply, batch == 0 ? RawJson.TRUE : RawJson.parse("{\"enabled\":true,\"batch\":" + batch + '}'));
        }
        if (request instanceof Request.Connect && session.deliveryMode() == DeliveryMode.ACKNOWLEDGED) {
            long batch = session.batchNumber();
            return batch == 0 ? Verdict.pass() : with(reply, RawJson.from(batch));
        }
        return Verdict.pass();
    }

    private static Verdict<Reply> with(Reply reply, RawJson ack) {
        return Verdict.replace(reply.withExt(JsonObjects.with(reply.ext(), NAME, ack)));
    }

    private static boolean asks(Request.Handshake handshake) {
        RawJson ack = JsonObjects.member(handshake.envelope().ext(), NAME);
        if (ack == null || !ack.isObject()) {
            return RawJson.TRUE.equals(ack);
        }
        return RawJson.TRUE.equals(JsonObjects.member(ack, "enabled"));
    }

    /**
     * Parses an acknowledged number. Clients of the first generation send back a string, and many libraries write whole
     * numbers as doubles. A value that is not a whole number, or none that a double represents exactly, acknowledges
     * nothing.
     */
    private static long batchOf(@Nullable RawJson ack) {
        if (ack == null) {
            return Long.MAX_VALUE;
        }
        String text = ack.isString() ? ack.string() : ack.text();
        if (!NUMBER.matcher(text).matches()) {
            return 0;
        }
        // By way of double, as the time that exact arithmetic takes for 1e999999999 is not bounded.
        double number = Double.parseDouble(text);
        return number == Math.rint(number) && Math.abs(number) <= MOST ? (long) number : 0;
    }
}
