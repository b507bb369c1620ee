package dev.halley.client;

/**
 * Why a client goes on over another transport.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum TransportReason {
    /** The server does not have the one before. */
    NEGOTIATED,
    /** The one before did not get through, and this one does. */
    FALLBACK,
    /** The one before is a stream, and a proxy collects what is to come over it at once. */
    BUFFERED,
    /** The one that is preferred gets through again. */
    UPGRADE
}
