package dev.halley.testkit;

/**
 * A client that speaks what a transport under test has on the wire.
 *
 * <p>Thread-safety: used by the test's thread alone, but for {@link #vanish}; what comes may be read by any.
 *
 * @since 0.1.0
 */
public interface TransportClient extends AutoCloseable {

    /** Sends a text, an array of messages as a rule, as one request or frame. Does not wait for an answer. */
    void send(String json) throws Exception;

    /**
     * Waits for what comes.
     *
     * @return the next message by itself, an object in JSON, in the order in which they came
     * @throws Exception or {@link AssertionError} if nothing comes in half a minute
     */
    String next() throws Exception;

    /** Goes away without a word, as when the network is cut. */
    void vanish() throws Exception;

    /** Ends the connection. */
    @Override
    void close();
}
