package dev.halley.cluster.gateway;

import dev.halley.cluster.runtime.WireInput;
import dev.halley.cluster.runtime.WireOutput;
import dev.halley.json.RawJson;
import dev.halley.protocol.Advice;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ClientAdvice;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.MessageId;
import dev.halley.protocol.Request;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a client's request as it goes to its session's owner, and reads it there. JSON goes as it is; it is checked where it arrives.
 *
 * <p>Thread-safety: stateless.
 */
final class RequestFormat {

    private static final int HANDSHAKE = 1;
    private static final int CONNECT = 2;
    private static final int DISCONNECT = 3;
    private static final int SUBSCRIBE = 4;
    private static final int UNSUBSCRIBE = 5;
    private static final int PUBLISH = 6;
    private static final int INVALID = 7;

    private static final Advice.Reconnect[] RECONNECTS = Advice.Reconnect.values();

    private RequestFormat() {}

    static void write(WireOutput out, Request request) {
        if (request instanceof Request.Handshake handshake) {
            envelope(out.octet(HANDSHAKE), handshake.envelope());
            out.optionalText(handshake.version()).optionalText(handshake.minimumVersion());
            out.optional(handshake.supportedConnectionTypes(), (to, types) -> to.list(types, to::text));
            advice(out, handshake.advice());
        } else if (request instanceof Request.Connect connect) {
            envelope(out.octet(CONNECT), connect.envelope());
            out.optionalText(connect.connectionType());
            advice(out, connect.advice());
        } else if (request instanceof Request.Disconnect disconnect) {
            envelope(out.octet(DISCONNECT), disconnect.envelope());
        } else if (request instanceof Request.Subscribe subscribe) {
            envelope(out.octet(SUBSCRIBE), subscribe.envelope());
            out.list(subscribe.channels(), channel -> out.text(channel.toString()));
            json(out, subscribe.subscription());
        } else if (request instanceof Request.Unsubscribe unsubscribe) {
            envelope(out.octet(UNSUBSCRIBE), unsubscribe.envelope());
            out.list(unsubscribe.channels(), channel -> out.text(channel.toString()));
            json(out, unsubscribe.subscription());
        } else if (request instanceof Request.Publish publish) {
            envelope(out.octet(PUBLISH), publish.envelope());
            out.text(publish.channel().toString()).optional(publish.data(), RequestFormat::json);
        } else if (request instanceof Request.Invalid invalid) {
            envelope(out.octet(INVALID), invalid.envelope());
            error(out, invalid.error());
            out.optional(invalid.subscription(), RequestFormat::json);
        }
    }

    private static void envelope(WireOutput out, Envelope envelope) {
        out.optionalText(envelope.channel());
        out.optional(envelope.id(), (to, id) -> json(to, id.json()));
        out.optionalText(envelope.clientId()).optional(envelope.ext(), RequestFormat::json);
        out.list(envelope.others().entrySet(), other -> json(out.text(other.getKey()), other.getValue()));
    }

    private static void advice(WireOutput out, ClientAdvice advice) {
        out.optional(advice, (to, given) -> to.optional(given.timeoutMillis(), WireOutput::number)
                .optional(given.intervalMillis(), WireOutput::number));
    }

    private static void error(WireOutput out, BayeuxError error) {
        out.number(error.code()).list(error.args(), out::text);
        out.text(error.text()).octet(error.next().ordinal());
    }

    private static void json(WireOutput out, RawJson json) {
        out.text(json.text());
    }

    static Request read(WireInput in) {
        int kind = in.octet();
        Envelope envelope = envelope(in);
        return switch (kind) {
            case HANDSHAKE ->
                new Request.Handshake(
                        envelope,
                        in.optionalText(),
                        in.optionalText(),
                        in.optional(() -> in.list(in::text)),
                        advice(in));
            case CONNECT -> new Request.Connect(envelope, in.optionalText(), advice(in));
            case DISCONNECT -> new Request.Disconnect(envelope);
            case SUBSCRIBE -> new Request.Subscribe(envelope, in.list(() -> channel(in)), in.json());
            case UNSUBSCRIBE -> new Request.Unsubscribe(envelope, in.list(() -> channel(in)), in.json());
            case PUBLISH -> new Request.Publish(envelope, channel(in), in.optional(in::json));
            case INVALID -> new Request.Invalid(envelope, error(in), in.optional(in::json));
            default -> throw new IllegalArgumentException("A forwarded request has the unknown kind " + kind + ".");
        };
    }

    private static Envelope envelope(WireInput in) {
        String channel = in.optionalText();
        MessageId id = in.optional(() -> new MessageId(in.json()));
        String clientId = in.optionalText();
        RawJson ext = in.optional(in::json);
        Map<String, RawJson> others = new LinkedHashMap<>();
        in.list(() -> others.put(in.text(), in.json()) == null);
        return new Envelope(channel, id, clientId, ext, Collections.unmodifiableMap(others));
    }

    private static ClientAdvice advice(WireInput in) {
        return in.optional(() -> new ClientAdvice(in.optional(in::longNumber), in.optional(in::longNumber)));
    }

    private static BayeuxError error(WireInput in) {
        return new BayeuxError(in.number(), in.list(in::text), in.text(), in.constant(RECONNECTS));
    }

    private static ChannelId channel(WireInput in) {
        return ChannelId.parse(in.text())
                .orElseThrow(
                        () -> new IllegalArgumentException("A forwarded request has a channel that is not legal."));
    }
}
