package dev.halley.core.session;

import dev.halley.api.ServerSession;
import dev.halley.config.TransportConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A session whose times are its own where they were set, and its transport's elsewhere.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
interface TimedSession extends ServerSession {

    SessionTimes times();

    TransportConfig transportConfig();

    @Override
    default Duration timeout() {
        return times().timeout(transportConfig());
    }

    @Override
    default void timeout(@Nullable Duration timeout) {
        times().timeout(timeout);
    }

    @Override
    default Duration interval() {
        return times().interval(transportConfig());
    }

    @Override
    default void interval(@Nullable Duration interval) {
        times().interval(interval);
    }

    @Override
    default Duration maxInterval() {
        return times().maxInterval(transportConfig());
    }

    @Override
    default void maxInterval(@Nullable Duration maxInterval) {
        times().maxInterval(maxInterval);
    }
}
