package dev.halley.spi;

import dev.halley.protocol.Encoded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are sent together, in one frame or one response; on the wire a JSON array.
 *
 * <p>Thread-safety: immutable (the joined forms are cached in benign races).
 *
 * @since 0.1.0
 */
public final class Batch {

    private final List<Encoded> messages;
    private @Nullable String text;
    private byte @Nullable [] utf8;
    private byte @Nullable [] line;

    /** Creates a batch of these messages. */
    public Batch(List<Encoded> messages) {
        this.messages = List.copyOf(messages);
    }

    private Batch(byte[] utf8) {
        this.messages = List.of();
        this.utf8 = utf8;
    }

    /**
     * Creates a batch from the bytes that another node has encoded.
     *
     * @param utf8 the JSON array of its messages; not copied, so it must not change any more
     */
    public static Batch ofUtf8(byte[] utf8) {
        return new Batch(utf8);
    }

    /** @return the messages; none for a batch that another node has encoded */
    public List<Encoded> messages() {
        return messages;
    }

    /** @return the JSON array of all messages */
    public String text() {
        String result = text;
        if (result == null) {
            result = isMadeElsewhere() ? new String(utf8(), StandardCharsets.UTF_8) : join();
            text = result;
        }
        return result;
    }

    /**
     * Returns the bytes for connections that send bytes. Each message is encoded once, however many batches and
     * sessions share it.
     *
     * @return {@link #text()} in UTF-8; the array is shared, so do not change it
     */
    public byte[] utf8() {
        byte[] result = utf8;
        if (result == null) {
            result = joinBytes();
            utf8 = result;
        }
        return result;
    }

    /**
     * Returns the bytes on one line, for connections where a line break ends a message. In JSON, unescaped line breaks
     * occur only between tokens, where a space means the same.
     *
     * @return {@link #text()} in UTF-8, with a space for each line feed and carriage return; the array is shared, so do
     *     not change it
     */
    public byte[] utf8Line() {
        byte[] result = line;
        if (result == null) {
            result = withoutLineBreaks(utf8());
            line = result;
        }
        return result;
    }

    private static byte[] withoutLineBreaks(byte[] json) {
        byte[] result = json;
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '\n' || json[i] == '\r') {
                result = result == json ? json.clone() : result;
                result[i] = ' ';
            }
        }
        return result;
    }

    /** @return the number of bytes of {@link #text()} in UTF-8 */
    public int length() {
        if (isMadeElsewhere()) {
            return utf8().length;
        }
        int length = 1 + Math.max(1, messages.size());
        for (Encoded message : messages) {
            length += message.length();
        }
        return length;
    }

    /** @return whether only its bytes are known */
    private boolean isMadeElsewhere() {
        return messages.isEmpty() && utf8 != null;
    }

    private String join() {
        int characters = 1 + Math.max(1, messages.size());
        for (Encoded message : messages) {
            characters += message.text().length();
        }
        StringBuilder builder = new StringBuilder(characters).append('[');
        for (int i = 0; i < messages.size(); i++) {
            if (i > 0) {
                builder.append(',');
            }
            builder.append(messages.get(i).text());
        }
        return builder.append(']').toString();
    }

    private byte[] joinBytes() {
        byte[] joined = new byte[length()];
        int at = 0;
        joined[at++] = '[';
        for (int i = 0; i < messages.size(); i++) {
            if (i > 0) {
                joined[at++] = ',';
            }
            byte[] message = messages.get(i).utf8();
            System.arraycopy(message, 0, joined, at, message.length);
            at += message.length;
        }
        joined[at] = ']';
        return joined;
    }
}
