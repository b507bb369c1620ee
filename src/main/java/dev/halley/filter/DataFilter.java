package dev.halley.filter;

import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * Sees the {@code data} of everything that is published on certain channels, and may change it or stop the message. Runs
 * before all listeners of channels; what the server sends to one session alone is not filtered. A message that a
 * filter throws at is refused: with {@code 400:data:field_invalid} for an {@code IllegalArgumentException}, else with
 * {@code 500:<id>:internal_error}, and reported by {@code BayeuxServer.reportFailure}.
 *
 * <p>A filter is named in the filter file by its class, made once, by a constructor without parameters or as a CDI bean, and set
 * up once. A CDI bean that carries {@code dev.halley.cdi.Channel} need not be named: it registers itself.
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
     * @param init what the filter file says; JSON null when it says nothing
     * @throws IllegalArgumentException if the filter cannot be set up so; the message says what it takes
     */
    default void init(RawJson init) {}

    /**
     * @param from who publishes; null for the server itself
     * @return the data that goes on: what came, or other; null deletes the message, which is answered
     *     {@code 404::message_deleted}
     */
    @Nullable RawJson filter(@Nullable ServerSession from, String channel, RawJson data);
}
