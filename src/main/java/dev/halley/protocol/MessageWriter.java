package dev.halley.protocol;

/**
 * Writes messages in their wire form.
 *
 * <p>Thread-safety: stateless.
 */
public final class MessageWriter {

    private MessageWriter() {}

    /** @return one JSON object */
    public static String write(Outgoing message) {
        throw new UnsupportedOperationException();
    }
}
