package dev.halley.protocol;

import java.util.List;

/**
 * Tells why a message was refused. The wire form is {@code code:args:text}. Bayeux section 3.7.
 *
 * <p>Thread-safety: immutable.
 *
 * @param code three digits
 * @param args what was refused, joined by commas on the wire
 * @param text one word, for people and programs
 * @param next what the client should do
 * @since 0.1.0
 */
public record BayeuxError(int code, List<String> args, String text, Advice.Reconnect next) {

    /** The message has no channel. */
    public static final BayeuxError CHANNEL_MISSING = retry(400, "channel_missing");
    /** The message has no data. */
    public static final BayeuxError DATA_MISSING = retry(400, "data_missing");
    /** A field occurs twice, or has a type or value that is not allowed. */
    public static final BayeuxError FIELD_INVALID = retry(400, "field_invalid");
    /** The server does not know the session. */
    public static final BayeuxError SESSION_UNKNOWN =
            new BayeuxError(402, List.of(), "session_unknown", Advice.Reconnect.HANDSHAKE);
    /**
     * The session ended because its queue had no room for a message, and the channel's overflow policy is {@code
     * disconnect}.
     */
    public static final BayeuxError SESSION_OVERFLOWED = SESSION_UNKNOWN.with("queue_full");

    /** The message has no subscription. */
    public static final BayeuxError SUBSCRIPTION_MISSING = retry(403, "subscription_missing");
    /** The subscription is not the name of a channel or pattern, or a list of such names. */
    public static final BayeuxError SUBSCRIPTION_INVALID = retry(403, "subscription_invalid");
    /** The server could not carry out the subscribe. */
    public static final BayeuxError SUBSCRIBE_FAILED = retry(403, "subscribe_failed");
    /** The server could not carry out the unsubscribe. */
    public static final BayeuxError UNSUBSCRIBE_FAILED = retry(403, "unsubscribe_failed");
    /** An extension, listener or filter stopped the message. */
    public static final BayeuxError MESSAGE_DELETED = retry(404, "message_deleted");
    /** No service answers this remote call. */
    public static final BayeuxError SERVICE_UNKNOWN = retry(404, "service_unknown");

    /** The name is not a channel, or is a pattern where a channel is needed. */
    public static final BayeuxError CHANNEL_INVALID = retry(405, "channel_invalid");
    /** The message's id is not a string or number, or too long. */
    public static final BayeuxError MESSAGE_ID_INVALID = retry(405, "message_id_invalid");
    /** Another session of the same browser holds its connect, and this server allows no more. */
    public static final BayeuxError TOO_MANY_SESSIONS =
            new BayeuxError(403, List.of(), "too_many_sessions", Advice.Reconnect.NONE);

    /**
     * The client's network address has the maximum number of sessions; the client may retry when some of them have
     * ended.
     */
    public static final BayeuxError TOO_MANY_SESSIONS_PER_ADDRESS =
            retry(403, "handshake_denied").with("max_sessions_per_address");

    /** The maximum number of handshakes in this second is reached; a later one will succeed. */
    public static final BayeuxError TOO_MANY_HANDSHAKES =
            retry(503, "handshake_denied").with("max_handshakes_per_second");

    /** The server is stopping and accepts no new sessions; its replacement will. */
    public static final BayeuxError SERVER_STOPPING =
            new BayeuxError(503, List.of(), "server_stopping", Advice.Reconnect.HANDSHAKE);

    /** The server is draining and accepts no new sessions; another server does, or its replacement will. */
    public static final BayeuxError SERVER_DRAINING =
            new BayeuxError(503, List.of(), "server_draining", Advice.Reconnect.HANDSHAKE);

    /**
     * Tells whether an error says that the server accepts no new sessions, while another server, or a later one, may.
     *
     * @param wire the wire form of an error
     */
    public static boolean isTakingNoSessions(String wire) {
        return wire.equals(SERVER_DRAINING.wire()) || wire.equals(SERVER_STOPPING.wire());
    }

    /** This cluster node does not know all other nodes yet, so it cannot tell whether one of them has the session. */
    public static final BayeuxError CLUSTER_INCOMPLETE = retry(503, "cluster_incomplete");

    /** The publish key was used before with other data. */
    public static final BayeuxError PUBLISH_KEY_CONFLICT =
            retry(409, "conflict").with("publishKey");

    /** The maximum number of publishes that wait for the broker is reached. */
    public static final BayeuxError TOO_MANY_PENDING_PUBLISHES =
            retry(503, "publish_denied").with("max_pending_publishes");

    /** The broker did not confirm the publish in time: it is not known whether subscribers receive it. */
    public static final BayeuxError PUBLISH_UNCONFIRMED = retry(503, "publish_unconfirmed");

    /**
     * The channel's history did not answer in time. It is not known whether a publish was stored; if it is repeated
     * with its key, it is stored once.
     */
    public static final BayeuxError HISTORY_UNAVAILABLE = retry(503, "history_unavailable");

    /**
     * The node is in a minority partition of its cluster, which accepts no publishes until it finds the other nodes
     * again.
     */
    public static final BayeuxError CLUSTER_MINORITY = retry(503, "cluster_minority");

    /** The broker did not confirm in time that publishes on other nodes arrive here: the session is not subscribed. */
    public static final BayeuxError SUBSCRIBE_UNCONFIRMED = retry(503, "subscribe_unconfirmed");

    /** The server failed while it handled the message. */
    public static final BayeuxError INTERNAL = retry(500, "internal_error");

    /** The reason that the default security policy gives. */
    public static final String BY_POLICY = "denied_by_security_policy";

    /** The reason if there are authorizers and none of them granted. */
    public static final String BY_NOT_GRANTING = "denied_by_not_granting";

    /** The reason if a service method requires roles and the sender has none of them. */
    public static final String BY_ROLE = "denied_by_role";

    /**
     * The reason if the server shows members on the channel: only the server publishes there, and nothing else is
     * available.
     */
    public static final String BY_PRESENCE = "denied_by_presence";

    /** Copies the arguments. */
    public BayeuxError {
        args = List.copyOf(args);
    }

    private static BayeuxError retry(int code, String text) {
        return new BayeuxError(code, List.of(), text, Advice.Reconnect.RETRY);
    }

    /**
     * The publish was denied.
     *
     * @param reason one word
     */
    public static BayeuxError publishDenied(String reason) {
        return retry(403, "publish_denied").with(reason);
    }

    /**
     * The subscription was denied.
     *
     * @param reason one word
     */
    public static BayeuxError subscribeDenied(String reason) {
        return retry(403, "subscribe_denied").with(reason);
    }

    /**
     * The publish would have created a channel, and this was denied.
     *
     * @param reason one word
     */
    public static BayeuxError channelCreateDenied(String reason) {
        return retry(403, "channel_create_denied").with(reason);
    }

    /**
     * The subscription would have created a channel, and this was denied.
     *
     * @param reason one word
     */
    public static BayeuxError createDenied(String reason) {
        return retry(403, "create_denied").with(reason);
    }

    /** The channel resembles a meta channel, but is not one. */
    public static BayeuxError channelInvalid(String name) {
        return retry(400, "channel_invalid").with(name);
    }

    /** The handshake was denied. */
    public static BayeuxError handshakeDenied() {
        return new BayeuxError(403, List.of(), "handshake_denied", Advice.Reconnect.NONE);
    }

    /**
     * Client and server share no connection type.
     *
     * @param theirs the client's connection types
     */
    public static BayeuxError noCommonConnectionType(List<String> theirs) {
        return new BayeuxError(301, theirs, "no_common_connection_type", Advice.Reconnect.NONE);
    }

    /**
     * The messages after that id are not available. Salesforce's clients recognize this error by its words.
     *
     * @param id as the client sent it
     */
    public static BayeuxError replayIdInvalid(String id) {
        return retry(
                400,
                "The replayId {" + id + "} you provided was invalid.  Please provide a valid ID, -2 to replay all"
                        + " events, or -1 to replay only new events.");
    }

    /** {@return the same error with arguments; on the wire, commas and colons in them are replaced by blanks} */
    public BayeuxError with(String... arguments) {
        return new BayeuxError(code, List.of(arguments), text, next);
    }

    /** {@return the wire form, {@code code:args:text}} */
    public String wire() {
        StringBuilder wire = new StringBuilder().append(code).append(':');
        for (int i = 0; i < args.size(); i++) {
            wire.append(i == 0 ? "" : ",").append(args.get(i).replace(',', ' ').replace(':', ' '));
        }
        return wire.append(':').append(text).toString();
    }

    @Override
    public String toString() {
        return wire();
    }
}
