package dev.halley.spi;

import dev.halley.protocol.Encoded;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that go together: one frame, or one response. On the wire an array.
 *
 * <p>Thread-safety: immutable (the joined text is cached in a benign race).
 */
public final class Batch {

    private final List<Encoded> messages;
    private @Nullable String text;

    public Batch(List<Encoded> messages) {
        this.messages = List.copyOf(messages);
    }

    public List<Encoded> messages() {
        return messages;
    }

    /** @return the JSON array of all messages */
    public String text() {
        String result = text;
        if (result == null) {
            result = join();
            text = result;
        }
        return result;
    }

    /** @return the number of bytes of {@link #text()} in UTF-8 */
    public int length() {
        int length = 1 + Math.max(1, messages.size());
        for (Encoded message : messages) {
            length += message.length();
        }
        return length;
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
}
