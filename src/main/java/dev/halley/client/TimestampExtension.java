package dev.halley.client;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Adds the field {@code timestamp} to each outgoing message: the time in ISO 8601, UTC, to the millisecond, such as
 * {@code 2026-11-22T08:15:30.123Z}. Bayeux section 3.10.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class TimestampExtension implements ClientExtension {

    private final InstantSource clock;

    /** Uses the system's clock. */
    public TimestampExtension() {
        this(InstantSource.system());
    }

    /** Uses the given clock. */
    public TimestampExtension(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Message outgoing(ClientSession session, Message message) {
        return message.with(
                "timestamp", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    }
}
