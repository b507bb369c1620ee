package dev.halley.protocol;

import dev.halley.json.JsonObjects;
import dev.halley.json.JsonText;
import dev.halley.json.RawJson;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages in their wire form.
 *
 * <p>The fields of a reply: channel, id, successful, error, clientId, subscription, advice, ext, others. The fields of
 * an event: channel, data, id, successful, ext, others. What is not set is left out. A field of {@code others} whose
 * name is one of the message's own is left out, too, so that nothing appears twice.
 *
 * <p>Thread-safety: stateless.
 */
public final class MessageWriter {

    /** Room for the names, the punctuation and short values. */
    private static final int USUAL_LENGTH = 128;

    private static final String HISTORY = "history";
    private static final String CLIENT_ID = Field.CLIENT_ID.wire();

    private MessageWriter() {}

    /** @return one JSON object */
    public static String write(Outgoing message) {
        if (message instanceof ChannelMessage event) {
            return write(event);
        }
        return write((Reply) message);
    }

    /** @return the event with where it stands */
    static String write(ChannelMessage event, HistoryTag tag) {
        Instant published = tag.published();
        return published == null
                ? withHistory(event, tag)
                : write(event.withData(ReplayData.of(event.data(), tag, published)));
    }

    /** @return the event with {@code ext} as its last field, and in that, as the last member, where it stands */
    private static String withHistory(ChannelMessage event, HistoryTag tag) {
        RawJson ext = event.ext() == null || !event.ext().isObject() ? null : JsonObjects.without(event.ext(), HISTORY);
        String plain = write(event.withExt(null));
        StringBuilder out = new StringBuilder(plain.length() + USUAL_LENGTH + (ext == null ? 0 : ext.length()));
        out.append(plain, 0, plain.length() - 1).append(",\"ext\":");
        int start = out.length();
        out.append(ext == null ? "{" : ext.text());
        if (ext != null) {
            out.setLength(out.length() - 1);
        }
        out.append(out.substring(start + 1).isBlank() ? "\"" : ",\"");
        out.append(HISTORY).append("\":{");
        if (tag.withEpoch()) {
            out.append("\"epoch\":");
            JsonText.appendQuoted(out, tag.epoch());
            out.append(',');
        }
        out.append("\"offset\":").append(tag.offset());
        if (tag.after() >= 0) {
            out.append(",\"after\":").append(tag.after());
        }
        if (tag.lost()) {
            out.append(",\"lost\":true");
        }
        return out.append("}}}").toString();
    }

    private static String write(ChannelMessage event) {
        RawJson data = event.data();
        RawJson ext = event.ext();
        StringBuilder out =
                new StringBuilder(USUAL_LENGTH + (data == null ? 0 : data.length()) + (ext == null ? 0 : ext.length()));
        out.append("{\"channel\":");
        JsonText.appendQuoted(out, event.channel());
        append(out, ",\"data\":", data);
        append(out, event.id());
        if (event.successful() != null) {
            out.append(",\"successful\":").append(event.successful().booleanValue());
        }
        append(out, ",\"ext\":", ext);
        for (Map.Entry<String, RawJson> other : event.others().entrySet()) {
            switch (Field.of(other.getKey())) {
                case CHANNEL, DATA, ID, SUCCESSFUL, EXT, CLIENT_ID -> {}
                default -> append(out, other);
            }
        }
        return out.append('}').toString();
    }

    private static String write(Reply reply) {
        StringBuilder out = new StringBuilder(USUAL_LENGTH);
        out.append('{');
        if (!reply.channel().isEmpty()) {
            out.append("\"channel\":");
            JsonText.appendQuoted(out, reply.channel());
            append(out, reply.id());
            out.append(',');
        } else if (reply.id() != null) {
            out.append("\"id\":").append(reply.id().json().text()).append(',');
        }
        out.append("\"successful\":").append(reply.successful());
        if (reply.error() != null) {
            out.append(",\"error\":");
            JsonText.appendQuoted(out, reply.error().wire());
        }
        append(out, ",\"clientId\":", reply.others().get(CLIENT_ID));
        append(out, ",\"subscription\":", reply.subscription());
        if (reply.advice() != null) {
            out.append(",\"advice\":");
            append(out, reply.advice());
        }
        append(out, ",\"ext\":", reply.ext());
        for (Map.Entry<String, RawJson> other : reply.others().entrySet()) {
            switch (Field.of(other.getKey())) {
                case CHANNEL, ID, SUCCESSFUL, ERROR, CLIENT_ID, SUBSCRIPTION, ADVICE, EXT -> {}
                default -> append(out, other);
            }
        }
        return out.append('}').toString();
    }

    private static void append(StringBuilder out, @Nullable MessageId id) {
        if (id != null) {
            out.append(",\"id\":").append(id.json().text());
        }
    }

    private static void append(StringBuilder out, String prefix, @Nullable RawJson value) {
        if (value != null) {
            out.append(prefix).append(value.text());
        }
    }

    private static void append(StringBuilder out, Map.Entry<String, RawJson> field) {
        out.append(',');
        JsonText.appendQuoted(out, field.getKey());
        out.append(':').append(field.getValue().text());
    }

    private static void append(StringBuilder out, Advice advice) {
        int start = out.length();
        if (advice.reconnect() != null) {
            out.append(",\"reconnect\":\"").append(advice.reconnect().wire()).append('"');
        }
        append(out, ",\"interval\":", advice.intervalMillis());
        append(out, ",\"timeout\":", advice.timeoutMillis());
        append(out, ",\"maxInterval\":", advice.maxIntervalMillis());
        if (advice.multipleClients()) {
            out.append(",\"multiple-clients\":true");
        }
        if (!advice.hosts().isEmpty()) {
            out.append(",\"hosts\":").append(RawJson.from(advice.hosts()).text());
        }
        if (out.length() == start) {
            out.append('{');
        } else {
            out.setCharAt(start, '{');
        }
        out.append('}');
    }

    private static void append(StringBuilder out, String prefix, @Nullable Long millis) {
        if (millis != null) {
            out.append(prefix).append(millis.longValue());
        }
    }
}
