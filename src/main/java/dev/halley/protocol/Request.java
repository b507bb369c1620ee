package dev.halley.protocol;

import dev.halley.json.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message from a client that the reader has found legal: no later code checks the grammar.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public sealed interface Request {

    /** {@return the fields that every message may have} */
    Envelope envelope();

    /** {@return the same request with another {@code ext}} */
    Request withExt(@Nullable RawJson ext);

    /** {@return the id to echo, or null} */
    default @Nullable MessageId id() {
        return envelope().id();
    }

    /** {@return the clientId that the message carries, or null} */
    default @Nullable String clientId() {
        return envelope().clientId();
    }

    /**
     * {@code /meta/handshake}: MUST contain version and supportedConnectionTypes. Bayeux section 4.1.
     *
     * @param supportedConnectionTypes null if the client does not send them: dojox.cometd omits them across domains
     */
    record Handshake(
            Envelope envelope,
            @Nullable String version,
            @Nullable String minimumVersion,
            @Nullable List<String> supportedConnectionTypes,
            @Nullable ClientAdvice advice)
            implements Request {
        @Override
        public Handshake withExt(@Nullable RawJson ext) {
            return new Handshake(envelope.withExt(ext), version, minimumVersion, supportedConnectionTypes, advice);
        }
    }

    /**
     * {@code /meta/connect}: MUST contain clientId and connectionType (the server does not insist on the latter).
     * Bayeux section 4.2.
     */
    record Connect(
            Envelope envelope,
            @Nullable String connectionType,
            @Nullable ClientAdvice advice) implements Request {
        @Override
        public Connect withExt(@Nullable RawJson ext) {
            return new Connect(envelope.withExt(ext), connectionType, advice);
        }
    }

    /** {@code /meta/disconnect}: MUST contain clientId. Bayeux section 4.4. */
    record Disconnect(Envelope envelope) implements Request {
        @Override
        public Disconnect withExt(@Nullable RawJson ext) {
            return new Disconnect(envelope.withExt(ext));
        }
    }

    /**
     * {@code /meta/subscribe}: MUST contain clientId and subscription. Bayeux section 4.5.
     *
     * @param channels at least one
     * @param subscription the field as it arrived, a string or an array of strings, echoed in the reply
     */
    record Subscribe(Envelope envelope, List<ChannelId> channels, RawJson subscription) implements Request {
        @Override
        public Subscribe withExt(@Nullable RawJson ext) {
            return new Subscribe(envelope.withExt(ext), channels, subscription);
        }
    }

    /** {@code /meta/unsubscribe}: like {@link Subscribe}. Bayeux section 4.7. */
    record Unsubscribe(Envelope envelope, List<ChannelId> channels, RawJson subscription) implements Request {
        @Override
        public Unsubscribe withExt(@Nullable RawJson ext) {
            return new Unsubscribe(envelope.withExt(ext), channels, subscription);
        }
    }

    /**
     * A message published on a broadcast or service channel. Bayeux section 5.1.
     *
     * @param channel never a meta channel or a pattern
     * @param data null only on a service channel, where it may be absent
     */
    record Publish(
            Envelope envelope, ChannelId channel, @Nullable RawJson data) implements Request {
        @Override
        public Publish withExt(@Nullable RawJson ext) {
            return new Publish(envelope.withExt(ext), channel, data);
        }

        /** {@return the same message with other data} */
        public Publish withData(@Nullable RawJson newData) {
            return new Publish(envelope, channel, newData);
        }
    }

    /**
     * A message that cannot be served. It is answered with the error; the rest of its batch is served.
     *
     * @param subscription the field as it arrived, echoed in the reply; null unless it is a subscribe or unsubscribe
     *     that has one
     */
    record Invalid(
            Envelope envelope, BayeuxError error, @Nullable RawJson subscription) implements Request {

        /** Creates one without a subscription. */
        public Invalid(Envelope envelope, BayeuxError error) {
            this(envelope, error, null);
        }

        @Override
        public Invalid withExt(@Nullable RawJson ext) {
            return new Invalid(envelope.withExt(ext), error, subscription);
        }
    }
}
