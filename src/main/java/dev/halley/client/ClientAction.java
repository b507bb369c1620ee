package dev.halley.client;

/**
 * What a client does when its state changes, in the order of its {@link StateMachine}.
 *
 * <p>Thread-safety: immutable.
 */
enum ClientAction {
    /** Send a handshake, with new credentials. */
    HANDSHAKE,
    /** Send a handshake after back-off and the advised interval, or at once over a transport not tried yet. */
    HANDSHAKE_LATER,
    /** Renew all subscriptions, and send what was queued. */
    OPEN_SESSION,
    /** Send a connect that the server answers at once. */
    CONNECT_AT_ONCE,
    /** Send a connect that the server holds. */
    CONNECT,
    /** Send a connect that the server holds, after the advised interval. */
    CONNECT_LATER,
    /** Send a connect that the server answers at once, after back-off and the advised interval. */
    RETRY_LATER,
    /** All is well: reset the back-off, note that the transport works, send what was queued. */
    SETTLE,
    /** The transport has failed: try another one, or another host. */
    OTHER_TRANSPORT,
    /** Forget the session; unanswered messages have an unknown outcome. */
    DROP_SESSION,
    /** Send a disconnect. */
    DISCONNECT,
    /** Stop the timers, close the transports, fail everything that waits. */
    END
}
