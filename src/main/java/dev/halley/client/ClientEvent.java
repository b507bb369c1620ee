package dev.halley.client;

/**
 * Events that its {@link StateMachine} handles.
 *
 * <p>Thread-safety: immutable.
 */
enum ClientEvent {
    /** The application wants to be connected. */
    START,
    /** The server has opened a session, and there is a common transport. */
    HANDSHAKE_ACCEPTED,
    /** The server refused the handshake and lets the client try again. */
    HANDSHAKE_REFUSED,
    /** The server refused the handshake for good. */
    HANDSHAKE_FORBIDDEN,
    /** The handshake was not answered: the transport failed. */
    HANDSHAKE_LOST,
    /** A connect was answered successfully; go on. */
    CONNECT_ANSWERED,
    /** A connect was refused, and may be tried again on the same session. */
    CONNECT_REFUSED,
    /** A connect was not answered: the transport failed. */
    CONNECT_LOST,
    /** The session is gone: the server said so, or it must have expired. */
    SESSION_LOST,
    /** The server has ended the session and does not want this client any more. */
    SESSION_ENDED,
    /** The scheduled time has come. */
    TIME_UP,
    /** The application wants to end. */
    STOP,
    /** The server has answered the disconnect, or never will. */
    STOPPED,
    /** The application ends at once, without telling the server. */
    ABORT
}
