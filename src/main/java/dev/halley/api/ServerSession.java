package dev.halley.api;

import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's session on the server.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface ServerSession extends Attributed {

    /** {@return the clientId, a secret between the client and the server} */
    String id();

    /** {@return whether its handshake has succeeded and it has not ended} */
    boolean isHandshaken();

    /** {@return whether it has connected and not ended} */
    boolean isConnected();

    /** {@return whether it is the session of a {@link LocalSession}} */
    boolean isLocal();

    /** {@return the local session that it belongs to, or empty for a remote client's session} */
    Optional<LocalSession> localSession();

    /** {@return the transport of its last message; empty for a local session} */
    Optional<String> transport();

    /** {@return the {@code User-Agent} that the client sent with its handshake} */
    Optional<String> userAgent();

    /**
     * Tells whether the user who made the handshake was in a role at that time. The answer stays the same for the
     * session's lifetime, whoever logs in or out meanwhile.
     *
     * @return false for a role that was not declared before the handshake, by {@link BayeuxServer#declareRoles} or by a
     *     service, and for a local session
     */
    boolean isUserInRole(String role);

    /** {@return the name of the user who made the handshake; empty if nobody was logged in, and for a local session} */
    Optional<String> userName();

    /** {@return the information about this session's user that channels show with their members} */
    Optional<RawJson> presenceInfo();

    /**
     * Sets the information about this session's user that channels show with their members. If a user has several
     * sessions in a channel, the session counts that joined last or last had this set.
     *
     * @param info anything that {@code RawJson.from} accepts; null for none
     * @throws IllegalArgumentException if it cannot be written as JSON
     */
    void presenceInfo(@Nullable Object info);

    /** {@return a snapshot of the channels and patterns that it is subscribed to} */
    Set<ChannelId> subscriptions();

    /**
     * Sends a message to this session only. Asks no policy and no channel listener, and needs no subscription.
     *
     * @param from the sender; null for the server itself
     * @param data anything that {@code RawJson.from} accepts; {@code BinaryData}, which is sent in the form that the
     *     clients' {@code binary} extension reads; or a {@code ChannelMessage} of that channel, as with {@link
     *     #deliver(ServerSession, ChannelMessage)}
     * @return true if the message is queued for the client, or the local session has received it; false if the session
     *     misses it, because it has ended, its queue is full, or an extension or listener has stopped the message
     * @throws IllegalArgumentException if the channel is a meta channel, a pattern or a template, or its name is not
     *     legal; if the data cannot be written as JSON, or is a message of another channel
     */
    boolean deliver(@Nullable ServerSession from, String channel, @Nullable Object data);

    /**
     * Sends a message to this session only, with the message's own id if it has one.
     *
     * @return as {@link #deliver(ServerSession, String, Object)}
     * @throws IllegalArgumentException if its channel is a meta channel, a pattern or a template, or its name is not
     *     legal
     */
    boolean deliver(@Nullable ServerSession from, ChannelMessage event);

    /** Holds back what is delivered to this session while the task runs, so that it is sent together. */
    void batch(Runnable task);

    /** Ends the session. The client receives what was delivered before, and is told not to reconnect. */
    void disconnect();

    /** Ends the session with a reason that listeners see. */
    void disconnect(CloseReason reason);

    /** {@return when the server sends this session its events} */
    DeliveryMode deliveryMode();

    /** Sets when the server sends this session its events. */
    void deliveryMode(DeliveryMode mode);

    /** {@return how its client receives the positions of messages on channels with history} */
    PositionForm positionForm();

    /**
     * Sets how its client receives, from now on, the positions of messages on channels with history.
     *
     * @throws IllegalStateException if another form has been set already, if nothing keeps history here, or if the form
     *     is {@link PositionForm#REPLAY} and the server is a node of a cluster
     */
    void positionForm(PositionForm form);

    /** {@return how long its connects are held} */
    Duration timeout();

    /**
     * Sets how long its connects are held.
     *
     * @param timeout at most the transport's own timeout; null for the transport's
     */
    void timeout(@Nullable Duration timeout);

    /** {@return how long the client is told to wait between connects} */
    Duration interval();

    /**
     * Sets how long the client is told to wait between connects.
     *
     * @param interval null for the transport's
     */
    void interval(@Nullable Duration interval);

    /** {@return how long the session lives without a connect} */
    Duration maxInterval();

    /**
     * Sets how long the session lives without a connect.
     *
     * @param maxInterval null for the transport's
     */
    void maxInterval(@Nullable Duration maxInterval);

    /** {@return whether the session receives its own messages on channels that it is subscribed to} */
    boolean isBroadcastToPublisher();

    /**
     * Sets whether the session receives its own messages on channels that it is subscribed to.
     *
     * @param broadcast true by default
     */
    void broadcastToPublisher(boolean broadcast);

    /** Adds a listener on this session. */
    Registration addListener(ServerSessionListener listener);

    /**
     * Adds an extension of this session, after the existing ones.
     *
     * @throws IllegalArgumentException if this very object has been added already
     */
    Registration addExtension(BayeuxExtension extension);

    /**
     * In {@link DeliveryMode#ACKNOWLEDGED} mode, records that the client has received all batches up to a number. What
     * it has not received is queued again, before anything newer.
     *
     * @param batch the number that the client sent; 0 or less if it has received none
     */
    void acknowledge(long batch);

    /**
     * In {@link DeliveryMode#ACKNOWLEDGED} mode, returns the number of the last batch that was sent, which grows with
     * each connect reply. While an extension sees a reply, it is the number of the batch that goes with that reply, 0
     * if none does.
     */
    long batchNumber();
}
