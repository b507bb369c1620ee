package dev.halley.protocol;

import java.util.List;

/**
 * Why a message was refused, in the wire form {@code code:args:text}. Bayeux section 3.7.
 *
 * <p>Thread-safety: immutable.
 *
 * @param code three digits
 * @param args what was refused, joined by commas on the wire
 * @param text one word for people and programs
 * @param next what the client is to do
 * @since 0.1.0
 */
public record BayeuxError(int code, List<String> args, String text, Advice.Reconnect next) {

    public static final BayeuxError CHANNEL_MISSING = retry(400, "channel_missing");
    public static final BayeuxError DATA_MISSING = retry(400, "data_missing");
    public static final BayeuxError FIELD_INVALID = retry(400, "field_invalid");
    public static final BayeuxError SESSION_UNKNOWN =
            new BayeuxError(402, List.of(), "session_unknown", Advice.Reconnect.HANDSHAKE);
    /** The session ended as its queue had no room for a message, and the channel's overflow policy is {@code disconnect}. */
    public static final BayeuxError SESSION_OVERFLOWED = SESSION_UNKNOWN.with("queue_full");

    public static final BayeuxError SUBSCRIPTION_MISSING = retry(403, "subscription_missing");
    public static final BayeuxError SUBSCRIPTION_INVALID = retry(403, "subscription_invalid");
    public static final BayeuxError SUBSCRIBE_FAILED = retry(403, "subscribe_failed");
    public static final BayeuxError UNSUBSCRIBE_FAILED = retry(403, "unsubscribe_failed");
    public static final BayeuxError MESSAGE_DELETED = retry(404, "message_deleted");
    /** Nobody serves a remote call. */
    public static final BayeuxError SERVICE_UNKNOWN = retry(404, "service_unknown");

    public static final BayeuxError CHANNEL_INVALID = retry(405, "channel_invalid");
    public static final BayeuxError MESSAGE_ID_INVALID = retry(405, "message_id_invalid");
    /** Another session of the same browser holds its connect, and this server takes no more. */
    public static final BayeuxError TOO_MANY_SESSIONS =
            new BayeuxError(403, List.of(), "too_many_sessions", Advice.Reconnect.NONE);

    /** Its network address has as many sessions as it may; some of them will end. */
    public static final BayeuxError TOO_MANY_SESSIONS_PER_ADDRESS =
            retry(403, "handshake_denied").with("max_sessions_per_address");

    /** As many handshakes came in this second as may; a later one is granted. */
    public static final BayeuxError TOO_MANY_HANDSHAKES =
            retry(503, "handshake_denied").with("max_handshakes_per_second");

    /** The server takes no new sessions any more; the one that takes its place will. */
    public static final BayeuxError SERVER_STOPPING =
            new BayeuxError(503, List.of(), "server_stopping", Advice.Reconnect.HANDSHAKE);

    /** The server drains, and takes no new sessions: another one does, or the one that takes its place. */
    public static final BayeuxError SERVER_DRAINING =
            new BayeuxError(503, List.of(), "server_draining", Advice.Reconnect.HANDSHAKE);

    /** @param wire form of an error. @return whether it says that the server takes no new sessions: another one may, or a later one */
    public static boolean isTakingNoSessions(String wire) {
        return wire.equals(SERVER_DRAINING.wire()) || wire.equals(SERVER_STOPPING.wire());
    }

    /** This node of a cluster does not know all of the others yet, and so not whether one of them has the session. */
    public static final BayeuxError CLUSTER_INCOMPLETE = retry(503, "cluster_incomplete");

    /** A publish has the key of another one, and other data. */
    public static final BayeuxError PUBLISH_KEY_CONFLICT =
            retry(409, "conflict").with("publishKey");

    /** As many publishes as may be are not accepted by the broker yet. */
    public static final BayeuxError TOO_MANY_PENDING_PUBLISHES =
            retry(503, "publish_denied").with("max_pending_publishes");

    /** The broker has not confirmed the publish in time: nobody knows whether subscribers get it. */
    public static final BayeuxError PUBLISH_UNCONFIRMED = retry(503, "publish_unconfirmed");

    /**
     * The history of a channel did not answer in time. Of a publish nobody knows whether it was stored: repeated with its key it is stored
     * once.
     */
    public static final BayeuxError HISTORY_UNAVAILABLE = retry(503, "history_unavailable");

    /** The node is in a smaller part of its cluster, which takes no publishes until it finds the others again. */
    public static final BayeuxError CLUSTER_MINORITY = retry(503, "cluster_minority");

    /** The broker has not confirmed in time that what other nodes publish arrives here: the session is not subscribed. */
    public static final BayeuxError SUBSCRIBE_UNCONFIRMED = retry(503, "subscribe_unconfirmed");

    public static final BayeuxError INTERNAL = retry(500, "internal_error");

    /** The reason that the default security policy gives. */
    public static final String BY_POLICY = "denied_by_security_policy";

    /** The reason when authorizers are there and none of them granted. */
    public static final String BY_NOT_GRANTING = "denied_by_not_granting";

    /** The reason when a service method names roles, and the sender has none of them. */
    public static final String BY_ROLE = "denied_by_role";

    /** The reason when a channel is one on which the server shows members: it alone publishes there, and nothing else is to be had. */
    public static final String BY_PRESENCE = "denied_by_presence";

    public BayeuxError {
        args = List.copyOf(args);
    }

    private static BayeuxError retry(int code, String text) {
        return new BayeuxError(code, List.of(), text, Advice.Reconnect.RETRY);
    }

    public static BayeuxError publishDenied(String reason) {
        return retry(403, "publish_denied").with(reason);
    }

    public static BayeuxError subscribeDenied(String reason) {
        return retry(403, "subscribe_denied").with(reason);
    }

    /** A publish would have created a channel, and may not. */
    public static BayeuxError channelCreateDenied(String reason) {
        return retry(403, "channel_create_denied").with(reason);
    }

    /** A subscription would have created a channel, and may not. */
    public static BayeuxError createDenied(String reason) {
        return retry(403, "create_denied").with(reason);
    }

    /** The channel resembles a meta channel, and is none. */
    public static BayeuxError channelInvalid(String name) {
        return retry(400, "channel_invalid").with(name);
    }

    public static BayeuxError handshakeDenied() {
        return new BayeuxError(403, List.of(), "handshake_denied", Advice.Reconnect.NONE);
    }

    /** No connection type is common; {@code theirs} are the client's. */
    public static BayeuxError noCommonConnectionType(List<String> theirs) {
        return new BayeuxError(301, theirs, "no_common_connection_type", Advice.Reconnect.NONE);
    }

    /**
     * What follows that id cannot be had. Clients of Salesforce's know this error by its words.
     *
     * @param id as the client gave it
     */
    public static BayeuxError replayIdInvalid(String id) {
        return retry(
                400,
                "The replayId {" + id + "} you provided was invalid.  Please provide a valid ID, -2 to replay all"
                        + " events, or -1 to replay only new events.");
    }

    /** @return the same error with arguments; commas and colons in them are replaced by blanks on the wire */
    public BayeuxError with(String... arguments) {
        return new BayeuxError(code, List.of(arguments), text, next);
    }

    /** @return {@code code:args:text} */
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
