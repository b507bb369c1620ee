package dev.halley.core.request;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.Reply;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake and its reply say of messages that are dropped since the client is too slow for them.
 *
 * <p>Thread-safety: stateless.
 */
final class FlowExt {

    private static final String FLOW = "flow";

    /** It is neither true nor false. */
    static final BayeuxError INVALID = BayeuxError.FIELD_INVALID.with(FLOW);

    private FlowExt() {}

    /** @return what a request says of it; null if it says nothing */
    static @Nullable RawJson of(Envelope envelope) {
        RawJson ext = envelope.ext();
        return ext == null || !ext.isObject() ? null : JsonObjects.member(ext, FLOW);
    }

    /** @return whether the client wants to be told what is dropped */
    static boolean isAsked(Envelope envelope) {
        return RawJson.TRUE.equals(of(envelope));
    }

    /** @return the reply to a handshake that asked for it */
    static Reply granted(Reply reply) {
        return reply.withExt(JsonObjects.with(reply.ext(), FLOW, RawJson.TRUE));
    }
}
