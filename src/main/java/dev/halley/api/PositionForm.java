package dev.halley.api;

/**
 * How the client of a session is told where messages stand on channels with history.
 *
 * @since 0.1.0
 */
public enum PositionForm {
    /** Not at all: it sees plain Bayeux, and cannot go on from where it was. */
    PLAIN,
    /** In {@code ext.history}, as it asked for in its handshake. */
    HISTORY,
    /** By {@code data.event.replayId}, as clients of Salesforce's are. */
    REPLAY
}
