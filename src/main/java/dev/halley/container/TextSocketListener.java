package dev.halley.container;

/**
 * Is told what happens to a WebSocket, one thing after the other.
 *
 * <p>Thread-safety: called by one thread at a time, {@link #opened} first.
 */
public interface TextSocketListener {

    /** It is open; nothing is read before this returns. */
    void opened(TextSocket socket);

    /**
     * A part of a text message; the next one is read when this returns.
     *
     * @param last whether it is the message's last one
     */
    void text(String part, boolean last);

    /** A part of a binary message, which is not read. */
    void binary();

    /** It is closed, or broken. Called once at least. */
    void closed();
}
