package dev.halley.core;

import dev.halley.config.TransportConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How long a session's connects are held, how long it waits between them, and when it expires.
 *
 * <p>Thread-safety: thread-safe; each value on its own.
 */
final class SessionTimes {

    /** Never expires. */
    private static final long NEVER = Long.MAX_VALUE;

    private volatile @Nullable Duration timeout;
    private volatile @Nullable Duration interval;
    private volatile @Nullable Duration maxInterval;
    private volatile long expiresAt = NEVER;
    private volatile boolean expires;
    private volatile Duration clientInterval = Duration.ZERO;
    private final AtomicBoolean adviceDue = new AtomicBoolean();

    Duration timeout(TransportConfig transport) {
        Duration own = timeout;
        return own == null ? transport.timeout() : own;
    }

    Duration interval(TransportConfig transport) {
        Duration own = interval;
        return own == null ? transport.interval() : own;
    }

    Duration maxInterval(TransportConfig transport) {
        Duration own = maxInterval;
        return own == null ? transport.maxInterval() : own;
    }

    void timeout(@Nullable Duration own) {
        timeout = own;
        adviceIsDue();
    }

    void interval(@Nullable Duration own) {
        interval = own;
        adviceIsDue();
    }

    void maxInterval(@Nullable Duration own) {
        maxInterval = own;
    }

    /** @param wish how long the client said that it will wait after the connect that is here */
    void clientInterval(Duration wish) {
        clientInterval = wish;
    }

    /** @return how long the session lives after a connect was answered; a client's wish adds at most one maxInterval */
    Duration untilExpiry(TransportConfig transport) {
        Duration max = maxInterval(transport);
        Duration wish = clientInterval.compareTo(max) > 0 ? max : clientInterval;
        Duration wait = interval(transport);
        return (wait.compareTo(wish) > 0 ? wait : wish).plus(max);
    }

    /** The client does not know what holds now. */
    void adviceIsDue() {
        adviceDue.set(true);
    }

    /** @return whether the client is to be told what holds now; it is, then */
    boolean takeAdviceDue() {
        return adviceDue.get() && adviceDue.getAndSet(false);
    }

    /** A connect is here: the session does not expire while it is. */
    void neverExpire() {
        expires = false;
    }

    /** @param nanos when it expires, by the server's clock */
    void expireAt(long nanos) {
        expiresAt = nanos;
        expires = true;
    }

    /** Puts the end off, if it was set. */
    void prolong(long nanos) {
        if (expires && nanos - expiresAt > 0) {
            expiresAt = nanos;
        }
    }

    boolean hasExpired(long now) {
        return expires && now - expiresAt >= 0;
    }
}
