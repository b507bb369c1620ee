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

    /** @return the clientId; a secret between the client and the server */
    String id();

    boolean isHandshaken();

    /** @return whether it has connected and not ended */
    boolean isConnected();

    boolean isLocal();

    /** @return the local session behind it, if it is one */
    Optional<LocalSession> localSession();

    /** @return the transport of its last message; empty for a local session */
    Optional<String> transport();

    /** @return what the client's handshake gave as {@code User-Agent} */
    Optional<String> userAgent();

    /**
     * Tells whether the user who made the handshake was in a role then. It stays so for the session's life, whoever logs in or out
     * meanwhile.
     *
     * @return false for a role that was not declared before the handshake, by {@link BayeuxServer#declareRoles} or by a service,
     *     and for a local session
     */
    boolean isUserInRole(String role);

    /** @return the name of the user who made the handshake; empty if nobody was logged in, and for a local session */
    Optional<String> userName();

    /** @return what is told of this session's user where the members of channels are shown */
    Optional<RawJson> presenceInfo();

    /**
     * Says what is told of this session's user where the members of channels are shown. Of a user's sessions in a channel the one that
     * came last, or last had this set, counts.
     *
     * @param info anything that {@code RawJson.from} takes; null for nothing
     * @throws IllegalArgumentException if it cannot be written as JSON
     */
    void presenceInfo(@Nullable Object info);

    /** @return a snapshot of what it is subscribed to */
    Set<ChannelId> subscriptions();

    /**
     * Sends a message to this session alone. Asks no policy and no channel listener; needs no subscription.
     *
     * @param from who sends; null for the server itself
     * @param data anything that {@code RawJson.from} takes; {@code BinaryData}, which goes out as clients' {@code binary} extension
     *     reads it; or a {@code ChannelMessage} of that channel, as with {@link #deliver(ServerSession, ChannelMessage)}
     * @return whether it waits for the client, or the local session was given it; false if the session misses it, as it has ended, its
     *     queue is full, or an extension or listener has stopped it
     * @throws IllegalArgumentException if the channel is a meta channel, a pattern or a template, or its name not legal; if the data
     *     cannot be written as JSON, or is a message of another channel
     */
    boolean deliver(@Nullable ServerSession from, String channel, @Nullable Object data);

    /**
     * Sends a message, with an id of its own if it has one, to this session alone.
     *
     * @return as {@link #deliver(ServerSession, String, Object)}
     * @throws IllegalArgumentException if its channel is a meta channel, a pattern or a template, or its name not legal
     */
    boolean deliver(@Nullable ServerSession from, ChannelMessage event);

    /** Holds back what is delivered to this session while the task runs, so that it goes together. */
    void batch(Runnable task);

    /** Ends the session; the client gets what was delivered before, and is told not to connect again. */
    void disconnect();

    /** Ends the session for a reason that listeners see. */
    void disconnect(CloseReason reason);

    DeliveryMode deliveryMode();

    void deliveryMode(DeliveryMode mode);

    /** @return how its client is told where messages stand on channels with history */
    PositionForm positionForm();

    /**
     * Says how its client is told from now on where messages stand on channels with history.
     *
     * @throws IllegalStateException if it is told in another form already, if nothing keeps history here, or if it is to be told
     *     replayIds and the server is a node of a cluster
     */
    void positionForm(PositionForm form);

    /** @return how long its connects are held */
    Duration timeout();

    /** @param timeout how long its connects are held, at most the transport's own; null for the transport's */
    void timeout(@Nullable Duration timeout);

    /** @return how long the client is told to wait between connects */
    Duration interval();

    /** @param interval how long the client is told to wait between connects; null for the transport's */
    void interval(@Nullable Duration interval);

    /** @return how long the session lives without a connect */
    Duration maxInterval();

    /** @param maxInterval how long the session lives without a connect; null for the transport's */
    void maxInterval(@Nullable Duration maxInterval);

    boolean isBroadcastToPublisher();

    /** @param broadcast whether the session gets what it publishes itself where it is subscribed; true by default */
    void broadcastToPublisher(boolean broadcast);

    Registration addListener(ServerSessionListener listener);

    /**
     * Adds an extension of this session, behind those that are there.
     *
     * @throws IllegalArgumentException if this very object is there already
     */
    Registration addExtension(BayeuxExtension extension);

    /**
     * In {@link DeliveryMode#ACKNOWLEDGED} mode: the client has everything up to a batch. What it does not have waits
     * again, before anything newer.
     *
     * @param batch the number that the client gave; 0 or less for none
     */
    void acknowledge(long batch);

    /**
     * In {@link DeliveryMode#ACKNOWLEDGED} mode: the number of the last batch that went out, which grows with each connect
     * reply; asked while an extension sees a reply, the number of the batch that goes with that one, 0 if none does.
     */
    long batchNumber();
}
