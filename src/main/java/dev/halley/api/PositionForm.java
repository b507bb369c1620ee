package dev.halley.api;

/**
 * How the server tells a session's client the positions of messages on channels with history.
 *
 * @since 0.1.0
 */
public enum PositionForm {
    /** Not at all: the client sees plain Bayeux, and cannot continue from its position. */
    PLAIN,
    /** In {@code ext.history}, which the client requests in its handshake. */
    HISTORY,
    /** In {@code data.event.replayId}, as Salesforce's clients expect. */
    REPLAY
}
