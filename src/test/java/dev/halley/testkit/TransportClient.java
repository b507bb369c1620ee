package dev.halley.testkit;

/**
 * A client for a transport under test, which uses the transport's wire format.
 *
 * <p>Thread-safety: used by the test's thread alone, except for {@link #vanish}; any thread may read what arrives.
 *
 * @since 0.1.0
 */
public interface TransportClient extends AutoCloseable {

    /** Sends a text, usually an array of messages, as one request or frame. Does not wait for a reply. */
    void send(String json) throws Exception;

    /**
     * Waits for the next message.
     *
     * @return one message as a JSON object, in the order of arrival
     * @throws Exception or {@link AssertionError} if nothing arrives within half a minute
     */
    String next() throws Exception;

    /** Cuts the connection without ending it, as if the network were cut. */
    void vanish() throws Exception;

    /** Ends the connection. */
    @Override
    void close();
}
