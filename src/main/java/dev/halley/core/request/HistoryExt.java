package dev.halley.core.request;

import dev.halley.api.Position;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.Reply;
import dev.halley.spi.Published;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What requests and replies say of history in their {@code ext}.
 *
 * <p>Thread-safety: stateless.
 */
final class HistoryExt {

    static final String HISTORY = "history";

    /** A field of it is not of the type that it is to be. */
    static final BayeuxError INVALID = BayeuxError.FIELD_INVALID.with(HISTORY);

    private static final String EPOCH = "epoch";
    private static final String OFFSET = "offset";
    private static final String KEY_TTL = "keyTtl";
    private static final String DUPLICATE = "duplicate";

    private HistoryExt() {}

    /** @return what a request says of history; null if it says nothing */
    static @Nullable RawJson of(Envelope envelope) {
        RawJson ext = envelope.ext();
        return ext == null || !ext.isObject() ? null : JsonObjects.member(ext, HISTORY);
    }

    /** @return whether that is no answer to the question of a handshake */
    static boolean isNoFlag(@Nullable RawJson asked) {
        return asked != null && !asked.equals(RawJson.TRUE) && !asked.equals(RawJson.FALSE);
    }

    /** @return the reply to a handshake that asked for history. @param keyTtl how long keys of publishes are known */
    static Reply granted(Reply reply, Duration keyTtl) {
        RawJson ext = JsonObjects.with(reply.ext(), HISTORY, RawJson.TRUE);
        return reply.withExt(JsonObjects.with(ext, KEY_TTL, RawJson.from(keyTtl.toMillis())));
    }

    /** @return the reply to a publish, with where the message stands */
    static Reply published(Reply reply, Published published) {
        Map<String, RawJson> told = new LinkedHashMap<>();
        if (!published.position().equals(Position.NONE)) {
            put(told, published.position());
        }
        if (published.duplicate()) {
            told.put(DUPLICATE, RawJson.TRUE);
        }
        return told.isEmpty() ? reply : with(reply, told);
    }

    static void put(Map<String, RawJson> told, Position position) {
        told.put(EPOCH, RawJson.from(position.epoch()));
        told.put(OFFSET, RawJson.from(position.offset()));
    }

    static Reply with(Reply reply, Map<String, RawJson> told) {
        return reply.withExt(JsonObjects.with(reply.ext(), HISTORY, JsonObjects.of(told)));
    }
}
