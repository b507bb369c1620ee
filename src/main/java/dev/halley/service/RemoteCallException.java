package dev.halley.service;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a {@link RemoteCall} method to answer a failure of its choice.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public class RemoteCallException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object data;

    /** @param data goes to the client as the failure's data: anything that {@code RawJson.from} takes */
    public RemoteCallException(@Nullable Object data) {
        this(data, null);
    }

    /**
     * @param data goes to the client as the failure's data: anything that {@code RawJson.from} takes
     * @param cause what made the call fail; goes to the log at debug, and to no client
     */
    public RemoteCallException(@Nullable Object data, @Nullable Throwable cause) {
        super("The remote call failed.", cause);
        this.data = data;
    }

    public @Nullable Object data() {
        return data;
    }
}
