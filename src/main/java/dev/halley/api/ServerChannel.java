package dev.halley.api;

import dev.halley.protocol.ChannelId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A channel of the server, or a pattern of channels that has subscribers, listeners or authorizers.
 *
 * <p>A channel that is not persistent and has no subscribers, listeners and authorizers is swept after a while.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface ServerChannel extends Attributed {

    ChannelId id();

    /** @return the name, such as {@code /chat/demo} */
    default String name() {
        return id().toString();
    }

    /** @return the channel one segment shorter, if it exists */
    Optional<ServerChannel> parent();

    /** @return the channels one segment longer that exist */
    Collection<ServerChannel> children();

    /** @return a snapshot of the sessions that are subscribed to exactly this channel or pattern */
    Collection<ServerSession> subscribers();

    /**
     * Publishes to all subscribers of the channel and of the patterns that match it; listeners see the message first.
     * Asks no policy.
     *
     * @param from who publishes; null for the server itself
     * @param data anything that {@code RawJson.from} takes; {@code BinaryData}, which goes out as clients' {@code binary} extension
     *     reads it; or a {@code ChannelMessage} of this channel, of which the data, {@code ext}, fields that Bayeux does not know, and the
     *     lazy flag are published. Its id is seen by listeners alone: to subscribers an id would be one of their own messages
     * @return false if a listener stopped it
     * @throws IllegalArgumentException if the data cannot be written as JSON, or is a message of another channel
     * @throws IllegalStateException if this is a pattern or a meta channel
     */
    boolean publish(@Nullable ServerSession from, @Nullable Object data);

    /**
     * Publishes like {@link #publish}, and tells when the message is accepted: with the server's own broker that is at once, with one
     * that has to ask other nodes or a disk it may be later.
     *
     * @param from who publishes; null for the server itself
     * @param data as with {@link #publish}
     * @return where the message stands; {@link Position#NONE} on a channel without history. It fails with a
     *     {@link PublishException}, or with a {@code CompletionException} that has it as its cause, if a listener stopped the
     *     message, too many publishes are pending, or the broker did not confirm it within {@code publishTimeout}; with what the
     *     broker failed with, if it did. What depends on it and is not done at once runs on a worker
     * @throws IllegalArgumentException as with {@link #publish}
     * @throws IllegalStateException if this is a pattern or a meta channel
     */
    CompletionStage<Position> publishAsync(@Nullable ServerSession from, @Nullable Object data);

    /**
     * Publishes like {@link #publishAsync(ServerSession, Object)}, once: a channel with history remembers the key for {@code
     * publishKeyTtl}, and a publish with the same key and the same data by the same user is not published again, but tells where the first one
     * stands. So what is to be published after a transaction can be repeated. On a channel without history the key is remembered for the
     * session that publishes alone, and not at all for the server itself.
     *
     * @param key of 1 to 128 characters
     * @return as with {@link #publishAsync(ServerSession, Object)}; it fails with {@code 409:publishKey:conflict}, too, if the key is known with
     *     other data
     * @throws IllegalArgumentException as with {@link #publish}, and if the key is too short or too long
     * @throws IllegalStateException if this is a pattern or a meta channel
     */
    CompletionStage<Position> publishAsync(@Nullable ServerSession from, @Nullable Object data, String key);

    /** Subscribes a session without asking a policy; does nothing if it is subscribed, or gone. */
    boolean subscribe(ServerSession session);

    /** @return whether the session was subscribed */
    boolean unsubscribe(ServerSession session);

    /** Removes the channel and all subscriptions to it. */
    void remove();

    Registration addListener(ServerChannelListener listener);

    /** @return a snapshot, message listeners first, each kind in the order in which they were added */
    List<ServerChannelListener> listeners();

    Registration addAuthorizer(Authorizer authorizer);

    /** @return a snapshot, in the order in which they were added */
    List<Authorizer> authorizers();

    boolean isPersistent();

    /** @param persistent whether the channel stays when nothing uses it; false by default */
    void persistent(boolean persistent);

    boolean isLazy();

    /** @param lazy whether what is published here may wait for other messages; false by default */
    void lazy(boolean lazy);

    /** @return how long a lazy message waits at most; empty for the transport's {@code maxLazyTimeout} */
    Optional<Duration> lazyTimeout();

    /** Makes the channel lazy, with a wait of its own. */
    void lazyTimeout(Duration timeout);

    boolean isBroadcastToPublisher();

    /** @param broadcast whether a publisher that is subscribed gets its own messages; the server's setting by default */
    void broadcastToPublisher(boolean broadcast);

    /** @return who is in the channel */
    ChannelPresence presence();

    /**
     * Shows the members of this channel, or of all that match this pattern, or shows them no more. Said of a channel it counts more than
     * said of a pattern, of a narrow pattern more than of a wide one, and all of it more than the setting {@code presence}. A pattern for
     * which this was said stays when nothing uses it; a channel goes as ever, with what was said, unless its members are watched. In a
     * cluster it counts on this node alone, and is to be said on each.
     *
     * @throws IllegalStateException if this is no broadcast channel, or the members of this one cannot be shown, or the application has
     *     channels of its own below {@code presencePrefix}; the message says which
     */
    void presence(boolean on);

    /** @return how much of what is published on this channel is kept; empty for none, and on a pattern */
    Optional<HistoryPolicy> historyPolicy();

    /**
     * Says how much of what is published here is kept, on this channel or on those that match this pattern; of those that match a channel
     * the most specific one counts, and what code says counts before the setting {@code history}. It holds until the server stops, also
     * if the channel is swept. With {@link HistoryPolicy#NONE} what was kept is forgotten.
     *
     * @throws IllegalStateException if the server's broker keeps no history: one in a cluster, or one of the application's own that keeps none
     * @throws IllegalArgumentException if this is a meta or service channel, or a template
     */
    void history(HistoryPolicy policy);

    /**
     * @return what becomes of messages of this channel, or of those that match this pattern unless something more specific is said of them, for
     *     clients that are slower; {@link OverflowPolicy#DISCONNECT} by default
     */
    OverflowPolicy overflow();

    /**
     * Says what becomes of messages for sessions whose queue has no room for them, on this channel or on those that match this pattern; of those
     * that match a channel the most specific one counts, and what code says counts before the setting {@code overflow}. It holds for what is
     * published from now on, on this server, until that stops, also if the channel is swept.
     *
     * @throws IllegalArgumentException if this is a meta or service channel, or a template
     * @throws IllegalStateException if the policy is {@link OverflowPolicy#CATCH_UP} and no {@link #history(HistoryPolicy) history} is kept
     *     of this channel, or of all that match this pattern
     */
    void overflow(OverflowPolicy policy);

    /** @return how many messages of this channel its overflow policy has dropped, of all sessions together, since the channel is there */
    long dropped();

    /**
     * @return what this channel has kept
     * @throws IllegalStateException if it keeps nothing, or is a pattern
     */
    ChannelHistory history();
}
