package dev.halley.api;

import dev.halley.protocol.ChannelId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A channel of the server, or a pattern that has subscribers, listeners or authorizers.
 *
 * <p>The server removes (sweeps) a channel after a while if it is not persistent and has no subscribers, listeners and
 * authorizers.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface ServerChannel extends Attributed {

    /** {@return the channel's id, the parsed name} */
    ChannelId id();

    /** {@return the name, such as {@code /chat/demo}} */
    default String name() {
        return id().toString();
    }

    /** {@return the channel that is one segment shorter, or empty if it does not exist} */
    Optional<ServerChannel> parent();

    /** {@return the existing channels that are one segment longer} */
    Collection<ServerChannel> children();

    /** {@return a snapshot of the sessions that are subscribed to exactly this channel or pattern} */
    Collection<ServerSession> subscribers();

    /**
     * Publishes to all subscribers of the channel and of the patterns that match it. Listeners see the message first.
     * No policy is asked.
     *
     * @param from the publisher; null for the server itself
     * @param data anything that {@code RawJson.from} accepts; {@code BinaryData}, which is sent in the form that the
     *     clients' {@code binary} extension reads; or a {@code ChannelMessage} of this channel, of which the data,
     *     {@code ext}, fields unknown to Bayeux, and the lazy flag are published. Only listeners see its id, because
     *     subscribers would take it for the id of one of their own messages
     * @return false if a listener stopped it
     * @throws IllegalArgumentException if the data cannot be written as JSON, or is a message of another channel
     * @throws IllegalStateException if this is a pattern or a meta channel
     */
    boolean publish(@Nullable ServerSession from, @Nullable Object data);

    /**
     * Publishes like {@link #publish}, and reports when the message has been accepted. The server's own broker accepts
     * it at once; a broker that has to ask other nodes or write to a disk may take longer.
     *
     * @param from the publisher; null for the server itself
     * @param data as with {@link #publish}
     * @return the message's position; {@link Position#NONE} on a channel without history. The stage fails with a {@link
     *     PublishException}, or with a {@code CompletionException} that has it as its cause, if a listener stopped the
     *     message, too many publishes are pending, or the broker did not confirm it within {@code publishTimeout}. If
     *     the broker failed, the stage fails with the broker's exception. Dependent actions that do not run at once run
     *     on a worker
     * @throws IllegalArgumentException as with {@link #publish}
     * @throws IllegalStateException if this is a pattern or a meta channel
     */
    CompletionStage<Position> publishAsync(@Nullable ServerSession from, @Nullable Object data);

    /**
     * Publishes like {@link #publishAsync(ServerSession, Object)}, but only once per key, so that a publish that
     * follows a transaction can be retried safely. A channel with history remembers the key for {@code publishKeyTtl}:
     * a publish with the same key and the same data by the same user is not published again, and returns the position
     * of the first one. On a channel without history the key is remembered for the publishing session only, and not at
     * all for the server itself.
     *
     * @param from the publisher; null for the server itself
     * @param data as with {@link #publish}
     * @param key the publish key, 1 to 128 characters long
     * @return as with {@link #publishAsync(ServerSession, Object)}; also fails with {@code 409:publishKey:conflict} if
     *     the key was used with other data
     * @throws IllegalArgumentException as with {@link #publish}, and if the key is too short or too long
     * @throws IllegalStateException if this is a pattern or a meta channel
     */
    CompletionStage<Position> publishAsync(@Nullable ServerSession from, @Nullable Object data, String key);

    /**
     * Subscribes a session without asking a policy. Has no effect if the session is already subscribed, or has ended.
     *
     * @return whether the session is subscribed now; false if it has ended, or if this is not a broadcast channel or
     *     pattern
     */
    boolean subscribe(ServerSession session);

    /**
     * Unsubscribes a session.
     *
     * @return whether the session was subscribed
     */
    boolean unsubscribe(ServerSession session);

    /** Removes the channel and all subscriptions to it. */
    void remove();

    /** Adds a listener on this channel or pattern. */
    Registration addListener(ServerChannelListener listener);

    /**
     * {@return a snapshot of the listeners: message listeners first, and each kind in the order in which they were
     * added}
     */
    List<ServerChannelListener> listeners();

    /** Adds an authorizer to this channel or pattern. */
    Registration addAuthorizer(Authorizer authorizer);

    /** {@return a snapshot of the authorizers in the order in which they were added} */
    List<Authorizer> authorizers();

    /** {@return whether the channel stays when nothing uses it} */
    boolean isPersistent();

    /**
     * Sets whether the channel stays when nothing uses it.
     *
     * @param persistent false by default
     */
    void persistent(boolean persistent);

    /** {@return whether messages on this channel are lazy} */
    boolean isLazy();

    /**
     * Sets whether messages on this channel are lazy: a lazy message may wait so that it is sent together with others.
     *
     * @param lazy false by default
     */
    void lazy(boolean lazy);

    /** {@return how long a lazy message waits at most; empty for the transport's {@code maxLazyTimeout}} */
    Optional<Duration> lazyTimeout();

    /**
     * Makes the channel lazy and sets how long its messages wait at most.
     *
     * @throws IllegalArgumentException if the timeout is not longer than zero
     */
    void lazyTimeout(Duration timeout);

    /** {@return whether a publisher that is subscribed receives its own messages} */
    boolean isBroadcastToPublisher();

    /**
     * Sets whether a publisher that is subscribed receives its own messages.
     *
     * @param broadcast the server's setting by default
     */
    void broadcastToPublisher(boolean broadcast);

    /** {@return the members of the channel} */
    ChannelPresence presence();

    /**
     * Sets whether this channel, or every channel that this pattern matches, shows its members. A channel overrides
     * patterns, a narrow pattern overrides wider ones, and all of them override the setting {@code presence}. A pattern
     * with this set stays when nothing uses it. A channel is swept as usual, and what was set is lost, unless its
     * members are being watched. In a cluster this affects only the current node: set it on each node.
     *
     * @throws IllegalStateException if this is not a broadcast channel, if its members cannot be shown, or if the
     *     application has channels of its own below {@code presencePrefix}; the message says which
     */
    void presence(boolean on);

    /** {@return how much of the channel's messages is kept; empty if nothing is, and for a pattern} */
    Optional<HistoryPolicy> historyPolicy();

    /**
     * Sets how much of the messages is kept, on this channel or on the channels that match this pattern. If several
     * policies match a channel, the most specific one applies; policies set by code override the setting {@code
     * history}. The policy holds until the server stops, even if the channel is swept. {@link HistoryPolicy#NONE} also
     * deletes what was kept.
     *
     * @throws IllegalStateException if the server's broker keeps no history, as a broker of the application's own may;
     *     or if the policy is {@link HistoryPolicy#NONE} and clients with the overflow policy {@link
     *     OverflowPolicy#CATCH_UP} read from this history
     * @throws IllegalArgumentException if this is a meta or service channel, or a template
     */
    void history(HistoryPolicy policy);

    /**
     * {@return what happens to messages of this channel, or of the channels that match this pattern and have no more
     * specific policy, for clients that are slower; {@link OverflowPolicy#DISCONNECT} by default}
     */
    OverflowPolicy overflow();

    /**
     * Sets what happens to messages for sessions whose queue has no room for them, on this channel or on the channels
     * that match this pattern. If several policies match a channel, the most specific one applies; policies set by code
     * override the setting {@code overflow}. The policy applies to everything published from now on, on this server,
     * until the server stops, even if the channel is swept.
     *
     * @throws IllegalArgumentException if this is a meta or service channel, or a template
     * @throws IllegalStateException if the policy is {@link OverflowPolicy#CATCH_UP} and this channel, or any that this
     *     pattern matches, keeps no {@link #history(HistoryPolicy) history}
     */
    void overflow(OverflowPolicy policy);

    /**
     * {@return the number of this channel's messages that its overflow policy has dropped, for all sessions together,
     * since the channel was created}
     */
    long dropped();

    /**
     * {@return the history of this channel}
     *
     * @throws IllegalStateException if the channel keeps no history, or this is a pattern
     */
    ChannelHistory history();
}
