package dev.halley.service;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a {@link RemoteCall} method to answer with a failure of its choice.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public class RemoteCallException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object data;

    /** @param data sent to the client as the failure's data: anything that {@code RawJson.from} accepts */
    public RemoteCallException(@Nullable Object data) {
        this(data, null);
    }

    /**
     * @param data sent to the client as the failure's data: anything that {@code RawJson.from} accepts
     * @param cause why the call failed; logged at debug level, never sent to a client
     */
    public RemoteCallException(@Nullable Object data, @Nullable Throwable cause) {
        super("The remote call failed.", cause);
        this.data = data;
    }

    /** {@return the failure's data} */
    public @Nullable Object data() {
        return data;
    }
}
