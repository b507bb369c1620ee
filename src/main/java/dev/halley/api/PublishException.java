package dev.halley.api;

import dev.halley.protocol.BayeuxError;

/**
 * Thrown when a message was not published, or when it is not known whether it was.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class PublishException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient BayeuxError error;

    public PublishException(BayeuxError error) {
        super("The publish failed: " + error.wire());
        this.error = error;
    }

    /** {@return why; {@link BayeuxError#PUBLISH_UNCONFIRMED} if it is not known whether the message was published} */
    public BayeuxError error() {
        return error;
    }
}
