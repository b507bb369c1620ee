package dev.halley.api;

/**
 * When a session's events go out.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum DeliveryMode {
    /** As soon as there is a way to the client. */
    PUSH,
    /** Only with replies to {@code /meta/connect}. */
    WITH_CONNECT,
    /** Only with replies to {@code /meta/connect}, numbered, and kept until the client acknowledged the number. */
    ACKNOWLEDGED
}
