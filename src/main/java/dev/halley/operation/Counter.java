package dev.halley.operation;

/**
 * What {@link CountingEvents} counts, each from the server's start.
 *
 * <p>Thread-safety: immutable.
 */
public enum Counter {
    SESSIONS_OPENED,
    SESSIONS_CLOSED,
    MESSAGES_RECEIVED,
    MESSAGES_REFUSED,
    /** Handshakes that were told to come again later, since too many came in a second; not among those refused. */
    HANDSHAKES_PACED,
    /** In bytes of UTF-8. */
    LENGTH_RECEIVED,
    /** Events that were published, whether or not anybody was subscribed. */
    EVENTS_PUBLISHED,
    /** One for each session that an event went to. */
    EVENTS_DELIVERED,
    /** One for each session that missed an event. */
    EVENTS_DROPPED,
    /** How often a session was too slow for a channel whose overflow policy is {@code catch-up}. */
    SESSIONS_BEHIND,
    /** Events that such sessions have read from histories until they had caught up. */
    EVENTS_CAUGHT_UP,
    /** Frames and responses. */
    BATCHES_SENT,
    /** Events and replies. */
    MESSAGES_SENT,
    /** In bytes of UTF-8. */
    LENGTH_SENT,
    /** How often a send did not return for a while, and its thread was given up. */
    SENDS_BLOCKED,
    CONNECTS_HELD,
    CONNECTS_RELEASED,
    CHANNELS_ADDED,
    CHANNELS_REMOVED,
    /** Members that came to channels whose members are shown; with all their sessions one member. */
    MEMBERS_JOINED,
    MEMBERS_LEFT,
    /** How often somebody presented a session's id without being its client. */
    FOREIGN_SESSIONS,
    TRANSPORT_FAILURES,
    /** How often the application's code threw. */
    USER_CODE_FAILURES,
    /** How often data of a message fitted nothing that the application's code takes. */
    UNFIT_DATA,
    /** How often a call of the application's code kept a thread of the server's for longer than {@code stuckAfter}. */
    USER_CODE_STUCK,
    SWEEPS,
    SESSIONS_SWEPT,
    CHANNELS_SWEPT,
    /** How often a session got all that it had missed on a channel that keeps history. */
    RECOVERIES,
    /** Events that sessions had missed and got. */
    EVENTS_RECOVERED,
    /** How often a session was told that it could not get what it had missed. */
    RECOVERIES_FAILED,
    /** How often the history of a channel began a new epoch. */
    EPOCHS_BEGUN,
    /** How often the history's files did not have, at the start, all that had been stored in them. */
    HISTORY_LOSSES,
    /** How often the history's files could not be written any more. */
    HISTORY_FAILURES,
    /** One for each node of the cluster that an event did not go to. */
    NODE_EVENTS_DROPPED,
    /** Messages of other nodes that were not taken here: malformed, or too many waited. */
    NODE_MESSAGES_DROPPED
}
