package dev.halley.client;

/**
 * Why a client has changed transports.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum TransportReason {
    /** The server does not offer the former transport. */
    NEGOTIATED,
    /** The former transport did not get through, and this one does. */
    FALLBACK,
    /** The former transport is a stream, and a proxy buffers it. */
    BUFFERED,
    /** The preferred transport gets through again. */
    UPGRADE
}
