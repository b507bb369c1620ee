package dev.halley.api;

/**
 * When the server sends a session its events.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum DeliveryMode {
    /** As soon as a connection to the client can carry them. */
    PUSH,
    /** Only with replies to {@code /meta/connect}. */
    WITH_CONNECT,
    /**
     * Only with replies to {@code /meta/connect}, in numbered batches, each of which is kept until the client
     * acknowledges its number.
     */
    ACKNOWLEDGED
}
