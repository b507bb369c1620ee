package dev.halley.testing;

import jakarta.json.JsonObject;

/**
 * A client of one transport that sends any text and hands over whatever messages come.
 *
 * <p>Thread-safety: confined to the test's thread, whatever threads it has inside.
 */
public interface BayeuxTestClient extends AutoCloseable {

    /** @return the transport's name, as it is negotiated */
    String transport();

    /** @return the name of the transport over which the server gets all but its connects */
    default String upstream() {
        return transport();
    }

    /** @return whether its first connect is held, too, as its response is a stream */
    default boolean streams() {
        return !upstream().equals(transport());
    }

    /** Sends a text as one request or frame, and does not wait for an answer. */
    void send(String text);

    /** @return the next message that came; waits for it */
    JsonObject next();

    /** @return whether no message is there that {@link #next} would give at once */
    boolean hasNothing();

    /**
     * Sends a text that the server is expected to turn away as a whole.
     *
     * @return {@code malformed} or {@code too large}, by the status or close code that came
     */
    String refusal(String text);

    /** Goes away without a word. */
    void abort();

    @Override
    void close();
}
