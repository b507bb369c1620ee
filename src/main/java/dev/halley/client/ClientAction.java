package dev.halley.client;

/**
 * What a client is to do when its state changes, in the order in which its {@link StateMachine} names it.
 *
 * <p>Thread-safety: immutable.
 */
enum ClientAction {
    /** Send a handshake, with credentials that are asked for anew. */
    HANDSHAKE,
    /** Send a handshake after back-off and the advised interval; at once over a transport not yet tried. */
    HANDSHAKE_LATER,
    /** Subscribe again to all that is wanted, and let go what was queued. */
    OPEN_SESSION,
    /** Send a connect that the server answers at once. */
    CONNECT_AT_ONCE,
    /** Send a connect that the server holds. */
    CONNECT,
    /** Send a connect that the server holds, after the advised interval. */
    CONNECT_LATER,
    /** Send a connect that the server answers at once, after back-off and the advised interval. */
    RETRY_LATER,
    /** All is well: forget the back-off, remember that the transport works, let go what was queued. */
    SETTLE,
    /** The transport has failed: perhaps another one, or another host, does better. */
    OTHER_TRANSPORT,
    /** Forget the session; what was sent and not answered has an unknown outcome. */
    DROP_SESSION,
    /** Say goodbye. */
    DISCONNECT,
    /** Stop the clocks, close the transports, fail all that waits. */
    END
}
