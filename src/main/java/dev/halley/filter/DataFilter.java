package dev.halley.filter;

import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * Sees the {@code data} of everything that is published on certain channels, and may change it or stop the message. It
 * runs before all channel listeners. What the server sends to one session only is not filtered.
 *
 * <p>A filter that throws refuses the message: with {@code 400:data:field_invalid} for an {@code
 * IllegalArgumentException}, otherwise with {@code 500:<id>:internal_error}, which is also reported by {@code
 * BayeuxServer.reportFailure}.
 *
 * <p>The filter file names a filter by its class. The server creates it once, by a constructor without parameters or as
 * a CDI bean, and sets it up once. A CDI bean that carries {@code dev.halley.cdi.Channel} registers itself and need not
 * be named.
 *
 * <p>Thread-safety: implementations must be thread-safe after {@link #init}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface DataFilter {

    /**
     * Sets the filter up.
     *
     * @param init the configuration in the filter file; JSON null if there is none
     * @throws IllegalArgumentException if the configuration is wrong; the message says what the filter accepts
     */
    default void init(RawJson init) {}

    /**
     * Filters the data of one message.
     *
     * @param from the publisher; null for the server itself
     * @return the data to pass on, the same or other; null deletes the message, which is answered {@code
     *     404::message_deleted}
     */
    @Nullable RawJson filter(@Nullable ServerSession from, String channel, RawJson data);
}
