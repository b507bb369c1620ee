package dev.halley.cluster.broker;

import dev.halley.api.Position;
import dev.halley.cluster.runtime.WireInput;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.MessageId;
import dev.halley.spi.Cluster;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a publication as the bytes that go from node to node, and reads it.
 *
 * <p>First a byte for the kind and one for the version, two of flags, the number of the origin's session; then texts, each behind its
 * length: the origin's node, the channel, what the flags say is there, and the fields that Bayeux does not know. JSON goes as it is: it
 * is checked where it arrives, and not parsed.
 *
 * <p>Thread-safety: stateless.
 */
final class PublicationFormat {

    static final byte KIND = 'P';
    static final byte VERSION = 1;

    private static final int LAZY = 1;
    private static final int TO_PUBLISHER = 1 << 1;
    private static final int LAZY_TIMEOUT = 1 << 2;
    /** The message names another channel than the one that it is published on: an extension has changed it. */
    private static final int OTHER_CHANNEL = 1 << 3;

    private static final int ID = 1 << 4;
    private static final int DATA = 1 << 5;
    private static final int EXT = 1 << 6;
    private static final int ANSWER = 1 << 7;
    private static final int SUCCESSFUL = 1 << 8;
    private static final int OTHERS = 1 << 9;
    private static final int ALL = (1 << 10) - 1;

    private static final int HEAD = 1 + 1 + 2 + 8;
    private static final int TIMEOUT_LENGTH = 8 + 4;
    private static final int MAX_NANOS = 999_999_999;
    private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

    private PublicationFormat() {}

    /** @throws IllegalArgumentException if it is longer than a message between nodes may be */
    static byte[] encode(Publication publication) {
        List<byte[]> texts = new ArrayList<>();
        int flags = collect(publication, texts);
        ByteBuffer out = ByteBuffer.allocate(length(texts, flags));
        out.put(KIND).put(VERSION).putShort((short) flags);
        out.putLong(publication.origin().session());
        Duration timeout = publication.hints().lazyTimeout();
        if (timeout != null) {
            out.putLong(timeout.getSeconds()).putInt(timeout.getNano());
        }
        int others = publication.message().others().size();
        int behind = texts.size() - 2 * others;
        for (int i = 0; i < texts.size(); i++) {
            if (i == behind) {
                out.putInt(others);
            }
            out.putInt(texts.get(i).length).put(texts.get(i));
        }
        return out.array();
    }

    /** Adds the texts of a publication, in their order. @return the flags */
    private static int collect(Publication publication, List<byte[]> texts) {
        ChannelMessage message = publication.message();
        add(texts, publication.origin().node().value());
        add(texts, publication.channel().toString());
        int flags = message.lazy() ? LAZY : 0;
        flags |= publication.hints().toPublisher() ? TO_PUBLISHER : 0;
        flags |= publication.hints().lazyTimeout() == null ? 0 : LAZY_TIMEOUT;
        if (!message.channel().equals(publication.channel().toString())) {
            flags |= OTHER_CHANNEL;
            addName(texts, message.channel());
        }
        MessageId id = message.id();
        flags |= add(texts, ID, id == null ? null : id.json());
        flags |= add(texts, DATA, message.data());
        flags |= add(texts, EXT, message.ext());
        if (message.successful() != null) {
            flags |= message.successful() ? ANSWER | SUCCESSFUL : ANSWER;
        }
        flags |= message.others().isEmpty() ? 0 : OTHERS;
        message.others().forEach((name, value) -> {
            addName(texts, name);
            add(texts, value.text());
        });
        return flags;
    }

    private static int add(List<byte[]> texts, int flag, @Nullable RawJson json) {
        if (json == null) {
            return 0;
        }
        add(texts, json.text());
        return flag;
    }

    private static void add(List<byte[]> texts, String text) {
        texts.add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A name that code of the application gave: as in JSON texts, a surrogate without its other half becomes U+FFFD. */
    private static void addName(List<byte[]> texts, String name) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .replaceWith(REPLACEMENT)
                    .encode(CharBuffer.wrap(name));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            texts.add(bytes);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("A name cannot be written in UTF-8.", e);
        }
    }

    private static int length(List<byte[]> texts, int flags) {
        long length = HEAD;
        length += (flags & LAZY_TIMEOUT) == 0 ? 0 : TIMEOUT_LENGTH;
        length += (flags & OTHERS) == 0 ? 0 : Integer.BYTES;
        for (byte[] text : texts) {
            length += Integer.BYTES + text.length;
        }
        if (length > Cluster.MAX_LENGTH) {
            throw new IllegalArgumentException("A message that goes to other nodes has at most " + Cluster.MAX_LENGTH
                    + " bytes, this one has " + length + ".");
        }
        return (int) length;
    }

    /** @throws IllegalArgumentException if it is not what {@link #encode} makes; the message says what is wrong */
    static Publication decode(byte[] bytes) {
        return WireInput.read("A publication", bytes, PublicationFormat::read);
    }

    private static Publication read(WireInput in) {
        in.require(in.octet() == KIND, "an unknown kind");
        in.require(in.octet() == VERSION, "an unknown version");
        int flags = in.shortNumber();
        in.require((flags & ~ALL) == 0, "unknown flags");
        in.require((flags & ANSWER) != 0 || (flags & SUCCESSFUL) == 0, "success without an answer");
        long session = in.longNumber();
        Duration timeout = (flags & LAZY_TIMEOUT) == 0 ? null : duration(in);
        NodeId node = new NodeId(in.text());
        ChannelId channel = ChannelId.parse(in.text()).orElse(null);
        if (channel == null) {
            throw new IllegalArgumentException("A publication has no legal channel.");
        }
        String named = (flags & OTHER_CHANNEL) == 0 ? channel.toString() : in.text();
        RawJson id = json(in, flags & ID);
        ChannelMessage message = new ChannelMessage(
                named,
                id == null ? null : new MessageId(id),
                json(in, flags & DATA),
                json(in, flags & EXT),
                (flags & ANSWER) == 0 ? null : (flags & SUCCESSFUL) != 0,
                (flags & OTHERS) == 0 ? Map.of() : others(in),
                (flags & LAZY) != 0);
        DeliveryHints hints = new DeliveryHints(timeout, (flags & TO_PUBLISHER) != 0);
        return new Publication(channel, message, Position.NONE, new Origin(node, session), hints);
    }

    private static Duration duration(WireInput in) {
        long seconds = in.longNumber();
        int nanos = in.number();
        in.require(nanos >= 0 && nanos <= MAX_NANOS, "a time that is none");
        return Duration.ofSeconds(seconds, nanos);
    }

    private static Map<String, RawJson> others(WireInput in) {
        Map<String, RawJson> others = new LinkedHashMap<>();
        in.list(() -> others.put(in.text(), in.json()) == null);
        in.require(!others.isEmpty(), "no fields where it says that it has some");
        return Collections.unmodifiableMap(others);
    }

    private static @Nullable RawJson json(WireInput in, int present) {
        return present == 0 ? null : in.json();
    }
}
