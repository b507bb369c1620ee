package dev.halley.client;

import org.jspecify.annotations.Nullable;

/**
 * What the next steps of a conversation need to know of those before.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class Plan {

    private boolean fresh;
    private boolean connectDue;
    private boolean settled;
    private boolean atOnce;
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

    boolean takeAtOnce() {
        boolean taken = atOnce;
        atOnce = false;
        return taken;
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
        endCause = null;
    }
}
