package dev.halley.client;

import org.jspecify.annotations.Nullable;

/**
 * What the next steps of a connection must know about earlier ones.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class RetryState {

    private boolean fresh;
    private boolean connectDue;
    private boolean settled;
    private boolean atOnce;
    private boolean held;
    private boolean upgradeDue;
    private boolean interrupted;
    private @Nullable TransportType told;
    private @Nullable Throwable failure;
    private @Nullable BayeuxException endCause;

    /** @param other whether another transport is to be tried, for which nobody has to wait */
    void fresh(boolean other) {
        fresh = other;
    }

    boolean takeFresh() {
        boolean taken = fresh;
        fresh = false;
        return taken;
    }

    /** A connect waits until deliveries have caught up. */
    void connectWhenOpen() {
        connectDue = true;
    }

    boolean takeConnectDue() {
        boolean taken = connectDue;
        connectDue = false;
        return taken;
    }

    void sessionBegins() {
        settled = false;
        interrupted = false;
    }

    /** @return whether connects had failed before one was answered now, in the same session */
    boolean takeInterrupted() {
        boolean taken = interrupted;
        interrupted = false;
        return taken;
    }

    /** A connect was answered in this session. */
    void sessionWorks() {
        settled = true;
    }

    /** The first attempt to have a new session need not wait, if the old one worked. */
    void sessionLost() {
        atOnce = settled;
        settled = false;
    }

    /** The server has said when the next attempt is due: a pause of the client's own would put it out of turn. */
    void takeTurn() {
        atOnce = true;
    }

    boolean takeAtOnce() {
        boolean taken = atOnce;
        atOnce = false;
        return taken;
    }

    /** @param byServer whether the server had held the connect that was answered */
    void answered(boolean byServer) {
        held = byServer;
    }

    boolean wasHeld() {
        return held;
    }

    /** @param cause why the connection is lost */
    void failed(Throwable cause) {
        failure = cause;
        interrupted = true;
    }

    @Nullable Throwable failure() {
        return failure;
    }

    /** @param due whether the next connect goes over a probe, as soon as nothing is in flight */
    void upgrade(boolean due) {
        upgradeDue = due;
    }

    boolean isUpgradeDue() {
        return upgradeDue;
    }

    /**
     * @param now the transport over which a connect was answered
     * @return the one that the application was told of before, or which it expects
     */
    TransportType tell(TransportType now, TransportType expected) {
        TransportType before = told == null ? expected : told;
        told = now;
        return before;
    }

    void endBecause(BayeuxException why) {
        endCause = why;
    }

    /** @return why the conversation ends; null if the application wants it */
    @Nullable BayeuxException endCause() {
        return endCause;
    }

    void reset() {
        fresh = false;
        connectDue = false;
        settled = false;
        atOnce = false;
        upgradeDue = false;
        interrupted = false;
        told = null;
        failure = null;
        endCause = null;
    }
}
