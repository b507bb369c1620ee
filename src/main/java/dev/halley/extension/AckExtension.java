package dev.halley.extension;

import dev.halley.api.DeliveryMode;
import dev.halley.api.Extension;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledged messages: what a client that asks for it is sent goes out with numbered connect replies only, and is sent
 * again until the client's next connect says that it has it.
 *
 * <p>On the wire: {@code ext.ack} is {@code true} in the handshake and its reply; in a connect the number of the last
 * reply that the client got, -1 or 0 at first; in a connect's reply its own number, which grows with each.
 *
 * <p>Thread-safety: stateless; the session's outbox keeps the numbers.
 */
public final class AckExtension implements Extension {

    /** The name in the init-param {@code extensions}, and the key in {@code ext}. */
    public static final String NAME = "ack";

    @Override
    public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
        if (session != null
                && request instanceof Request.Connect connect
                && session.deliveryMode() == DeliveryMode.ACKNOWLEDGED) {
            Long batch = batchOf(JsonObjects.member(connect.envelope().ext(), NAME));
            if (batch != null) {
                session.acknowledge(batch);
            }
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
            return Verdict.replace(reply.withExt(JsonObjects.with(reply.ext(), NAME, RawJson.TRUE)));
        }
        if (request instanceof Request.Connect && session.deliveryMode() == DeliveryMode.ACKNOWLEDGED) {
            RawJson number = RawJson.from(session.batch());
            return Verdict.replace(reply.withExt(JsonObjects.with(reply.ext(), NAME, number)));
        }
        return Verdict.pass();
    }

    @Override
    public boolean isQuick() {
        return true;
    }

    private static boolean asks(Request.Handshake handshake) {
        RawJson ack = JsonObjects.member(handshake.envelope().ext(), NAME);
        if (ack == null) {
            return false;
        }
        if (ack.isObject()) {
            JsonObject object = ack.value().asJsonObject();
            return object.getBoolean("enabled", false);
        }
        return ack.value() == JsonValue.TRUE;
    }

    /** Clients of the first generation send back what they got as a string. */
    private static @Nullable Long batchOf(@Nullable RawJson ack) {
        if (ack == null) {
            return null;
        }
        try {
            return Long.valueOf(ack.isString() ? ack.string() : ack.text());
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }
}
