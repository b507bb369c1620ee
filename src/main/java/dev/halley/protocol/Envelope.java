package dev.halley.protocol;

import dev.halley.json.RawJson;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields that every incoming message may have.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel the channel as it came, echoed in the reply; null when the message had none
 * @param id null when the message had none, or none that is valid
 * @param clientId null when the message had none
 * @param ext a JSON object; null when the message had none
 * @param others fields that Bayeux does not know, in the order in which they came; handed on to subscribers
 * @since 0.1.0
 */
public record Envelope(
        @Nullable String channel,
        @Nullable MessageId id,
        @Nullable String clientId,
        @Nullable RawJson ext,
        Map<String, RawJson> others) {

    public Envelope withExt(@Nullable RawJson newExt) {
        return new Envelope(channel, id, clientId, newExt, others);
    }
}
