package dev.halley.protocol;

import dev.halley.json.JsonObjects;
import dev.halley.json.JsonSlicer;
import dev.halley.json.JsonText;
import dev.halley.json.MalformedJsonException;
import dev.halley.json.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses what a client sent into legal requests.
 *
 * <p>If a message has several faults, the first one counts, in this order: a repeated field, channel, id, clientId,
 * ext, the fields of its kind. Fields that belong to the server ({@code successful}, {@code error}, {@code advice} of a
 * publish and so on) are dropped. Fields unknown to Bayeux are kept in their order.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class MessageReader {

    /** The array and the object around a field of a message. */
    private static final int ENVELOPE = 2;

    private static final int MAX_DEPTH = RawJson.MAX_DEPTH - ENVELOPE;

    private static final Set<String> META =
            Set.of("/meta/handshake", "/meta/connect", "/meta/disconnect", "/meta/subscribe", "/meta/unsubscribe");

    private final int maxDepth;
    private final int maxBatch;

    /**
     * Creates a reader with limits.
     *
     * @param maxDepth the maximum nesting depth of arrays and objects in a message's data or any other field, from 1 to
     *     {@value #MAX_DEPTH}
     * @param maxBatch the maximum number of messages in one text, at least 1
     * @throws IllegalArgumentException if a limit is out of range
     */
    public MessageReader(int maxDepth, int maxBatch) {
        if (maxDepth < 1 || maxDepth > MAX_DEPTH) {
            throw new IllegalArgumentException("maxDepth must be from 1 to " + MAX_DEPTH + ", not " + maxDepth + ".");
        }
        if (maxBatch < 1) {
            throw new IllegalArgumentException("maxBatch must be at least 1, not " + maxBatch + ".");
        }
        this.maxDepth = maxDepth;
        this.maxBatch = maxBatch;
    }

    /**
     * Parses one text: an array of messages, or a single message, optionally preceded by a byte order mark. A message
     * that is not legal becomes a {@link Request.Invalid}; the others of its batch are parsed.
     *
     * @return at least one request
     * @throws MalformedJsonException if the text is not JSON, nests too deep, is empty, or contains anything but
     *     objects
     * @throws BatchTooLargeException if it contains more messages than allowed
     */
    public List<Request> read(String text) {
        try (JsonSlicer slicer = new JsonSlicer(JsonText.withoutByteOrderMark(text), maxDepth)) {
            slicer.next();
            slicer.leaveUncounted(slicer.atArray() ? ENVELOPE : ENVELOPE - 1);
            List<Request> requests = slicer.atArray() ? readBatch(slicer) : List.of(readMessage(slicer));
            slicer.finish();
            return requests;
        }
    }

    private List<Request> readBatch(JsonSlicer slicer) {
        List<Request> requests = new ArrayList<>();
        slicer.enter();
        while (slicer.next()) {
            if (requests.size() == maxBatch) {
                throw new BatchTooLargeException(maxBatch);
            }
            requests.add(readMessage(slicer));
        }
        if (requests.isEmpty()) {
            throw slicer.malformed("There is no message");
        }
        return List.copyOf(requests);
    }

    private static Request readMessage(JsonSlicer slicer) {
        if (!slicer.atObject()) {
            throw slicer.malformed("A message must be a JSON object");
        }
        return toRequest(MessageFields.read(slicer));
    }

    private static Request toRequest(MessageFields fields) {
        Envelope envelope = fields.envelope();
        try {
            return legalRequest(fields, envelope);
        } catch (InvalidMessageException e) {
            return new Request.Invalid(envelope, e.error(), subscriptionOf(fields, envelope));
        }
    }

    private static Request legalRequest(MessageFields fields, Envelope envelope) {
        String repeated = fields.repeated();
        if (repeated != null) {
            throw new InvalidMessageException(BayeuxError.FIELD_INVALID.with(repeated));
        }
        String name = fields.string(Field.CHANNEL);
        if (name == null) {
            throw new InvalidMessageException(BayeuxError.CHANNEL_MISSING);
        }
        ChannelId channel =
                ChannelId.parse(name).orElseThrow(() -> new InvalidMessageException(BayeuxError.CHANNEL_INVALID));
        if (resemblesMeta(name)) {
            throw new InvalidMessageException(BayeuxError.channelInvalid(name));
        }
        if (envelope.id() == null && fields.value(Field.ID) != null) {
            throw new InvalidMessageException(BayeuxError.MESSAGE_ID_INVALID);
        }
        // Read already, but without insisting on their types.
        fields.string(Field.CLIENT_ID);
        fields.object(Field.EXT);
        return switch (channel.toString()) {
            case "/meta/handshake" -> handshake(fields, envelope);
            case "/meta/connect" ->
                new Request.Connect(envelope, fields.string(Field.CONNECTION_TYPE), fields.advice());
            case "/meta/disconnect" -> new Request.Disconnect(envelope);
            case "/meta/subscribe" -> {
                RawJson subscription = subscription(fields);
                yield new Request.Subscribe(envelope, channels(subscription), subscription);
            }
            case "/meta/unsubscribe" -> {
                RawJson subscription = subscription(fields);
                yield new Request.Unsubscribe(envelope, channels(subscription), subscription);
            }
            default -> publish(fields, envelope, channel);
        };
    }

    /** A message whose channel is nearly a meta channel is meant for that, and is nothing that could be published. */
    private static boolean resemblesMeta(String name) {
        return name.regionMatches(true, 0, "/meta/", 0, "/meta/".length())
                && !META.contains(name)
                && META.stream().anyMatch(name.toLowerCase(Locale.ROOT)::startsWith);
    }

    private static Request handshake(MessageFields fields, Envelope envelope) {
        return new Request.Handshake(
                envelope,
                fields.stringOrNumber(Field.VERSION),
                fields.stringOrNumber(Field.MINIMUM_VERSION),
                fields.strings(Field.SUPPORTED_CONNECTION_TYPES),
                fields.advice());
    }

    private static Request publish(MessageFields fields, Envelope envelope, ChannelId channel) {
        if (channel.isWild()) {
            throw new InvalidMessageException(BayeuxError.CHANNEL_INVALID);
        }
        if (channel.isMeta()) {
            throw new InvalidMessageException(BayeuxError.channelCreateDenied(BayeuxError.BY_POLICY));
        }
        RawJson data = fields.verbatim(Field.DATA);
        if (data == null && channel.isBroadcast()) {
            throw new InvalidMessageException(BayeuxError.DATA_MISSING);
        }
        return new Request.Publish(envelope, channel, data);
    }

    private static RawJson subscription(MessageFields fields) {
        RawJson subscription = fields.value(Field.SUBSCRIPTION);
        if (subscription == null) {
            throw new InvalidMessageException(BayeuxError.SUBSCRIPTION_MISSING);
        }
        return subscription;
    }

    /** @return what the reply echoes */
    private static @Nullable RawJson subscriptionOf(MessageFields fields, Envelope envelope) {
        boolean subscribes =
                "/meta/subscribe".equals(envelope.channel()) || "/meta/unsubscribe".equals(envelope.channel());
        return subscribes ? fields.value(Field.SUBSCRIPTION) : null;
    }

    private static List<ChannelId> channels(RawJson subscription) {
        if (!subscription.isArray()) {
            return List.of(subscribedChannel(subscription));
        }
        List<ChannelId> channels = JsonObjects.elements(subscription).stream()
                .map(MessageReader::subscribedChannel)
                .toList();
        if (channels.isEmpty()) {
            throw new InvalidMessageException(BayeuxError.SUBSCRIPTION_MISSING);
        }
        return channels;
    }

    private static ChannelId subscribedChannel(RawJson name) {
        return ChannelId.parse(name.isString() ? name.string() : null)
                .orElseThrow(() -> new InvalidMessageException(BayeuxError.SUBSCRIPTION_INVALID));
    }
}
