package dev.halley.protocol;

import dev.halley.json.Utf8;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A message in its wire form, encoded at most once per form and shared by all receivers.
 *
 * <p>Thread-safety: immutable (forms are cached in benign races).
 *
 * @since 0.1.0
 */
public final class Encoded {

    private final Outgoing message;
    private final @Nullable HistoryTag tag;
    private final @Nullable OverflowTag overflow;
    private @Nullable String text;
    private byte @Nullable [] utf8;
    /** Zero until somebody asks: no message is empty. */
    private int length;

    private Encoded(Outgoing message, @Nullable HistoryTag tag, @Nullable OverflowTag overflow) {
        this.message = message;
        this.tag = tag;
        this.overflow = overflow;
    }

    /** {@return a message without a position} */
    public static Encoded of(Outgoing message) {
        return new Encoded(message, null, null);
    }

    /**
     * Creates an event with a position.
     *
     * @param tag the event's position; null for none
     */
    public static Encoded of(ChannelMessage event, @Nullable HistoryTag tag) {
        return new Encoded(event, tag, null);
    }

    /**
     * Creates an event with a position and an overflow policy.
     *
     * @param tag the event's position; null for none
     * @param overflow what happens to it if a queue has no room; null to end the session
     */
    public static Encoded of(ChannelMessage event, @Nullable HistoryTag tag, @Nullable OverflowTag overflow) {
        return new Encoded(event, tag, overflow);
    }

    /** {@return another event with the same position and overflow policy} */
    public Encoded with(ChannelMessage other) {
        return new Encoded(other, tag, overflow);
    }

    /** {@return what happens to the event if a queue has no room for it; null to end the session} */
    public @Nullable OverflowTag overflow() {
        return overflow;
    }

    /** {@return the event's position; null if it has none} */
    public @Nullable HistoryTag tag() {
        return tag;
    }

    /** {@return the message before encoding} */
    public Outgoing message() {
        return message;
    }

    /** {@return the message as one JSON object} */
    public String text() {
        String result = text;
        if (result == null) {
            result = tag == null ? MessageWriter.write(message) : MessageWriter.write((ChannelMessage) message, tag);
            text = result;
        }
        return result;
    }

    /** {@return {@link #text()} in UTF-8; the array is shared and must not be modified} */
    public byte[] utf8() {
        byte[] result = utf8;
        if (result == null) {
            result = text().getBytes(StandardCharsets.UTF_8);
            utf8 = result;
        }
        return result;
    }

    /** {@return the size that limits count: the number of bytes in UTF-8} */
    public int length() {
        int result = length;
        if (result == 0) {
            byte[] bytes = utf8;
            result = bytes == null ? Utf8.length(text()) : bytes.length;
            length = result;
        }
        return result;
    }

    /** {@return whether it may wait for other messages} */
    public boolean lazy() {
        return message instanceof ChannelMessage event && event.lazy();
    }
}
