package dev.halley.protocol;

import dev.halley.json.RawJson;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields that every incoming message may have.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel the channel as it arrived, echoed in the reply; null if the message had none
 * @param id null if the message had none, or no valid one
 * @param clientId null if the message had none
 * @param ext a JSON object; null if the message had none
 * @param others the fields unknown to Bayeux, in their original order; passed on to subscribers
 * @since 0.1.0
 */
public record Envelope(
        @Nullable String channel,
        @Nullable MessageId id,
        @Nullable String clientId,
        @Nullable RawJson ext,
        Map<String, RawJson> others) {

    /** {@return the same envelope with another {@code ext}} */
    public Envelope withExt(@Nullable RawJson newExt) {
        return new Envelope(channel, id, clientId, newExt, others);
    }
}
