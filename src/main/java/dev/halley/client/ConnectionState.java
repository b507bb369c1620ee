package dev.halley.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state of the connection to the server: the session, the advice, and how long it has been failing.
 *
 * <p>Thread-safety: confined to the client's strand, but for the session's id, which all may read.
 */
final class ConnectionState {

    /** How long a connect may be held when the server has not said. */
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

    private final ClientTime time;
    private volatile @Nullable String clientId;
    private SessionAdvice advice = SessionAdvice.INITIAL;
    private long lastAnswered;
    private int failures;

    ConnectionState(ClientTime time) {
        this.time = time;
    }

    @Nullable String clientId() {
        return clientId;
    }

    /** A session was given. */
    void open(String id) {
        clientId = id;
        lastAnswered = time.nanos();
    }

    void close() {
        clientId = null;
    }

    SessionAdvice advice() {
        return advice;
    }

    void advice(SessionAdvice newAdvice) {
        advice = newAdvice;
    }

    /** @return how long the server will hold a connect */
    Duration timeout() {
        Duration timeout = advice.timeout();
        return timeout == null ? USUAL_TIMEOUT : timeout;
    }

    /** A connect was answered. */
    void answered() {
        lastAnswered = time.nanos();
    }

    /** @return whether the server must have given the session up, by what it said */
    boolean hasExpired() {
        Duration maxInterval = advice.maxInterval();
        if (maxInterval == null) {
            return false;
        }
        Duration allowed = timeout().plus(advice.interval()).plus(maxInterval);
        return Duration.ofNanos(time.nanos() - lastAnswered).compareTo(allowed) > 0;
    }

    /** @return how many attempts have failed in a row, this one counted */
    int failed() {
        return ++failures;
    }

    void settle() {
        failures = 0;
    }

    /** Forgets everything. */
    void reset() {
        clientId = null;
        advice = SessionAdvice.INITIAL;
        failures = 0;
    }
}
