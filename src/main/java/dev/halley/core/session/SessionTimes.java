package dev.halley.core.session;

import dev.halley.config.TransportConfig;
import dev.halley.protocol.CloseReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a session's connects are held, how long it waits between them, and when it expires.
 *
 * <p>Connects are numbered: who tells late that one was answered changes nothing once the next one has come.
 *
 * <p>Thread-safety: thread-safe; each setting on its own, the expiry guarded by this.
 */
public final class SessionTimes {

    /** How long a connect waits for its answer that comes soon after many others and would be answered with nothing new. */
    public static final Duration PACE = Duration.ofMillis(500);

    /** How long a session lives whose client was told to go: what it sent before it knew that arrives within this. */
    static final Duration AFTER_NOTICE = Duration.ofSeconds(1);

    /** So many connects may be answered at once with nothing new, each soon after the last. */
    public static final int MOST_AT_ONCE = 10;

    private volatile @Nullable Duration timeout;
    private volatile @Nullable Duration interval;
    private volatile @Nullable Duration maxInterval;
    private volatile Duration clientInterval = Duration.ZERO;
    private volatile boolean adviceDue;
    private volatile boolean aboutToGo;
    private volatile boolean streamed;
    /** Guarded by this. */
    private boolean streamIsNew;

    private long expiresAt;
    private boolean expires;
    private boolean awaited;
    private long awaitedSince;
    private int connects;
    private int soon;
    private long lastCame;
    private long lastProgress;

    /** @return how long connects are held: the session's own wish, at most the transport's */
    Duration timeout(TransportConfig transport) {
        Duration own = timeout;
        return own == null || own.compareTo(transport.timeout()) > 0 ? transport.timeout() : own;
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

    /**
     * What the client says itself does not count: a session that it leaves would live the longer.
     *
     * @param wait how long the client is told to wait after the connect that is here
     */
    public void clientInterval(Duration wait) {
        clientInterval = wait;
    }

    /** A connect came. @param streams whether over a link that carries only what goes to the client */
    public void streamed(boolean streams) {
        streamed = streams;
    }

    /** @return whether its last connect asked for a stream: what else its client sends comes over another transport, and changes nothing */
    public boolean isStreamed() {
        return streamed;
    }

    /** A stream opened that outlives connects: its client may have sent a connect of another kind before it knew. */
    public synchronized void streamOpened() {
        streamIsNew = true;
    }

    /** A connect came. @return whether it is the first since such a stream opened */
    public synchronized boolean takeStreamOpened() {
        boolean first = streamIsNew;
        streamIsNew = false;
        return first;
    }

    /** The client is told to go. What it has sent before it knows is still served, but it is not waited for any longer. */
    void aboutToGo() {
        aboutToGo = true;
    }

    boolean isAboutToGo() {
        return aboutToGo;
    }

    /** @return why the session ends if it expires */
    public CloseReason expiry() {
        return aboutToGo ? CloseReason.DRAINED : CloseReason.EXPIRED;
    }

    /** @return how long the session lives after a connect was answered */
    Duration untilExpiry(TransportConfig transport) {
        if (aboutToGo) {
            return AFTER_NOTICE;
        }
        return pause(transport).plus(maxInterval(transport));
    }

    /** The client does not know what holds now. */
    void adviceIsDue() {
        adviceDue = true;
    }

    /** @return whether the client is to be told what holds now; it is, then */
    boolean takeAdviceDue() {
        if (!adviceDue) {
            return false;
        }
        synchronized (this) {
            boolean due = adviceDue;
            adviceDue = false;
            return due;
        }
    }

    /** A connect came: the session does not expire until it is answered. @return the connect's number */
    synchronized int connectCame() {
        expires = false;
        awaited = false;
        return ++connects;
    }

    /**
     * A connect came: is it one of many in quick succession between which nothing was sent or acknowledged? A client may ask
     * not to be held, or acknowledge what it was never sent, and come again at once for ever.
     *
     * @param now by the server's clock
     * @param progress another number than last time if something was sent or acknowledged since
     * @return whether it is not to be answered at once any more
     */
    public synchronized boolean comesTooSoon(long now, long progress) {
        // Before the first connect there is no last one, and the clock may start anywhere.
        long passed = Math.max(0, (now - lastCame) / PACE.toNanos());
        lastCame = now;
        if (progress != lastProgress) {
            lastProgress = progress;
            soon = 0;
        }
        soon = Math.min(MOST_AT_ONCE, (int) Math.max(0, soon - passed)) + 1;
        return soon > MOST_AT_ONCE;
    }

    /** @return the number of the newest connect */
    public synchronized int connect() {
        return connects;
    }

    /**
     * Sets the session's end, unless a newer connect has come.
     *
     * @param connect the number of the connect after which it ends
     * @param nanos when, by the server's clock
     */
    synchronized void expireAt(int connect, long nanos) {
        if (connect == connects) {
            expiresAt = nanos;
            expires = true;
        }
    }

    /**
     * A connect was answered, and the next one is awaited, unless it has come.
     *
     * @param connect the number of that connect
     * @param due when the client was told to come, by the server's clock
     */
    synchronized void await(int connect, long due) {
        if (connect == connects) {
            awaited = true;
            awaitedSince = due;
        }
    }

    /** The client is heard of, or its connection broke: from now on it is awaited, if its connect is. */
    synchronized void awaitFrom(long now) {
        awaitedSince = now;
    }

    /** @return for how long its connect has been awaited, in nanoseconds; 0 if it is there, or not due yet */
    synchronized long awaitedFor(long now) {
        return awaited ? Math.max(0, now - awaitedSince) : 0;
    }

    /** @return how long the client waits between connects */
    Duration pause(TransportConfig transport) {
        Duration own = interval(transport);
        Duration clients = clientInterval;
        return own.compareTo(clients) > 0 ? own : clients;
    }

    /** The connect is held: the session lives as long as it is, unless a newer one has come. */
    public synchronized void neverExpire(int connect) {
        if (connect == connects) {
            expires = false;
        }
    }

    /** Puts the end off, if it was set, unless the client is about to go. */
    synchronized void prolong(long nanos) {
        if (expires && !aboutToGo && nanos - expiresAt > 0) {
            expiresAt = nanos;
        }
    }

    synchronized boolean hasExpired(long now) {
        return expires && now - expiresAt >= 0;
    }
}
