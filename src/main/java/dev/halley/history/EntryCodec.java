package dev.halley.history;

import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is stored: a version (1 byte), then texts in UTF-8, each behind its length (4 bytes; -1 for one that is absent): data,
 * {@code ext}, and of each further field its name and its value.
 *
 * <p>Thread-safety: has no state.
 */
final class EntryCodec {

    private static final byte VERSION = 1;
    private static final int ABSENT = -1;

    private EntryCodec() {}

    static byte[] encode(ChannelMessage message) {
        List<byte @Nullable []> texts = new ArrayList<>(2 + 2 * message.others().size());
        texts.add(bytes(message.data()));
        texts.add(bytes(message.ext()));
        message.others().forEach((name, value) -> {
            texts.add(name.getBytes(StandardCharsets.UTF_8));
            texts.add(bytes(value));
        });
        int length = 1;
        for (byte[] text : texts) {
            length += Integer.BYTES + (text == null ? 0 : text.length);
        }
        ByteBuffer encoded = ByteBuffer.allocate(length).put(VERSION);
        for (byte[] text : texts) {
            encoded.putInt(text == null ? ABSENT : text.length);
            if (text != null) {
                encoded.put(text);
            }
        }
        return encoded.array();
    }

    private static byte @Nullable [] bytes(@Nullable RawJson value) {
        return value == null ? null : value.text().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if it is none, or one of a newer version */
    static ChannelMessage decode(String channel, byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        if (!bytes.hasRemaining() || bytes.get() != VERSION) {
            throw new IllegalArgumentException(
                    "The history's files have a message on " + channel + " that a newer version wrote.");
        }
        RawJson data = json(text(bytes, channel));
        RawJson ext = json(text(bytes, channel));
        Map<String, RawJson> others = new LinkedHashMap<>();
        while (bytes.hasRemaining()) {
            String name = Objects.requireNonNull(text(bytes, channel));
            others.put(name, Objects.requireNonNull(json(text(bytes, channel))));
        }
        return new ChannelMessage(channel, null, data, ext, null, others, false);
    }

    private static @Nullable RawJson json(@Nullable String text) {
        return text == null ? null : RawJson.parse(text);
    }

    private static @Nullable String text(ByteBuffer bytes, String channel) {
        int length = bytes.remaining() < Integer.BYTES ? Integer.MAX_VALUE : bytes.getInt();
        if (length == ABSENT) {
            return null;
        }
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalArgumentException(
                    "The history's files have a message on " + channel + " that cannot be read.");
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
