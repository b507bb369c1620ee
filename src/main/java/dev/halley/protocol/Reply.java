package dev.halley.protocol;

import dev.halley.json.RawJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one message of a client.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel the channel as the client wrote it; empty if the message had none, and then not sent
 * @param id the request's id, or null
 * @param successful whether the request succeeded
 * @param error why it failed; null if it succeeded
 * @param subscription the field as it arrived; null unless this answers a subscribe or unsubscribe that had one
 * @param advice null if there is nothing new to advise
 * @param ext what extensions added, or null
 * @param others further fields (clientId, version, supportedConnectionTypes, x-messages, …), written as they are
 * @since 0.1.0
 */
public record Reply(
        String channel,
        @Nullable MessageId id,
        boolean successful,
        @Nullable BayeuxError error,
        @Nullable RawJson subscription,
        @Nullable Advice advice,
        @Nullable RawJson ext,
        Map<String, RawJson> others)
        implements Outgoing {

    /** {@return a reply that tells of success} */
    public static Reply success(Request request) {
        return to(request, null);
    }

    /** {@return a reply that tells of failure} */
    public static Reply failure(Request request, BayeuxError error) {
        return to(request, error);
    }

    private static Reply to(Request request, @Nullable BayeuxError error) {
        Envelope envelope = request.envelope();
        RawJson subscription = null;
        if (request instanceof Request.Subscribe subscribe) {
            subscription = subscribe.subscription();
        } else if (request instanceof Request.Unsubscribe unsubscribe) {
            subscription = unsubscribe.subscription();
        } else if (request instanceof Request.Invalid invalid) {
            subscription = invalid.subscription();
        }
        String channel = envelope.channel() == null ? "" : envelope.channel();
        return new Reply(channel, envelope.id(), error == null, error, subscription, null, null, Map.of());
    }

    /** {@return the same reply, turned into a failure} */
    public Reply withError(BayeuxError newError) {
        return new Reply(channel, id, false, newError, subscription, advice, ext, others);
    }

    /** {@return the same reply with other advice} */
    public Reply withAdvice(@Nullable Advice newAdvice) {
        return new Reply(channel, id, successful, error, subscription, newAdvice, ext, others);
    }

    /** {@return the same reply with another {@code ext}} */
    @Override
    public Reply withExt(@Nullable RawJson newExt) {
        return new Reply(channel, id, successful, error, subscription, advice, newExt, others);
    }

    /** {@return the same reply with one more field at the end} */
    public Reply with(String field, RawJson value) {
        Map<String, RawJson> more = new LinkedHashMap<>(others);
        more.put(field, value);
        return new Reply(channel, id, successful, error, subscription, advice, ext, more);
    }
}
