package dev.halley.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a session with the server: publishes, subscribes, calls remote procedures.
 *
 * <p>No method blocks. If a message fails, its future fails with a {@link BayeuxException}. The client completes
 * futures and calls listeners on its listener threads. Data may be of any type that {@code RawJson.from} takes, or
 * {@code BinaryData}. A name that is not a legal channel causes an {@link IllegalArgumentException} at once.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface ClientSession {

    /** @return the session's id; empty while there is no session */
    Optional<String> id();

    /** @return the current state */
    ClientState state();

    /** @return whether the server has answered the last connect: messages published now are sent at once */
    default boolean isConnected() {
        return state() == ClientState.CONNECTED;
    }

    /** @return a channel or pattern; the client keeps no record of it */
    ClientSessionChannel channel(String name);

    /**
     * Publishes to a broadcast or service channel. The server receives the messages of one thread in the order in which
     * the thread published them. Bayeux section 5.1.
     *
     * @return completes with the reply by which the server accepts the message; on a channel with history the reply has
     *     the message's position
     */
    CompletableFuture<Message> publish(String channel, @Nullable Object data);

    /**
     * Publishes once, even if called several times with the same key. On a channel with history, the server publishes
     * only the first message with a key, for as long as it remembers the key; elsewhere a key counts only within a
     * session. The reply says whether the message is a duplicate. Once the client knows that a channel has history, it
     * adds a key to each publish there that has none.
     *
     * @param key a key of the application's own, such as that of a database row; 1 to 128 characters
     * @see Message#isDuplicate()
     */
    CompletableFuture<Message> publish(String channel, @Nullable Object data, String key);

    /**
     * Publishes a message with fields of its own, such as {@code ext}.
     *
     * @param message a message with a channel; the client sets its id and clientId
     */
    CompletableFuture<Message> publish(Message message);

    /**
     * Subscribes a listener to a channel or pattern. Before {@code connect()}, the future waits for the connection.
     * After a new handshake the client renews the subscription by itself. The client calls the listener for one message
     * at a time. Bayeux section 4.5.
     *
     * @return completes when the server has confirmed the subscription; fails if the server refuses it
     */
    CompletableFuture<Subscription> subscribe(String channel, Consumer<Message> listener);

    /**
     * Subscribes a listener to a channel or pattern, and says which messages of its history come first. A pattern takes
     * only {@link HistoryOptions#live}, with or without {@code orLast}.
     *
     * @param history ignored if the client is already subscribed to the channel, except for its listeners of recovery
     *     and loss
     * @throws IllegalArgumentException if the channel is a pattern and the options ask for messages of its history
     */
    CompletableFuture<Subscription> subscribe(String channel, HistoryOptions history, Consumer<Message> listener);

    /**
     * Subscribes a listener to payloads, bound to a type. A payload that does not fit is logged and skipped.
     *
     * @param type bound by JSON-B; {@code RawJson}, the types of JSON-P, {@code String} and {@code BinaryData} need no
     *     JSON-B
     */
    <T> CompletableFuture<Subscription> subscribe(String channel, Class<T> type, Consumer<? super T> listener);

    /**
     * Returns a publisher of the channel's messages, with a buffer of 256 messages for each subscriber and
     * {@link Overflow#PAUSE}.
     *
     * @see #messages(String, int, Overflow)
     */
    Flow.Publisher<Message> messages(String channel);

    /**
     * Returns a publisher of the channel's messages. Each of its subscribers has its own subscription to the channel
     * and its own buffer, and gets no more messages than it requests. The client calls {@code onError} if the server
     * refuses or ends the session, and {@code onComplete} if the application ends it.
     *
     * @param buffer how many messages may wait for a subscriber, at least 1
     * @param overflow what happens when the buffer is full
     */
    Flow.Publisher<Message> messages(String channel, int buffer, Overflow overflow);

    /**
     * Returns a publisher of the channel's payloads, bound to a type. A payload that does not fit ends the subscription
     * with an error.
     */
    <T> Flow.Publisher<T> messages(String channel, Class<T> type, int buffer, Overflow overflow);

    /**
     * Calls a remote procedure, with the timeout of {@link BayeuxClientBuilder#callTimeout}.
     *
     * @see #call(String, Object, Duration)
     */
    CompletableFuture<Message> call(String target, @Nullable Object data);

    /**
     * Calls a remote procedure: sends a message to {@code /service/<target>}, which the server answers on the same
     * channel with the same id.
     *
     * @param target such as {@code echo}, with or without a leading slash
     * @param timeout positive; after it the future fails with {@link Outcome#UNKNOWN}, or with {@link Outcome#NOT_SENT}
     *     if the message still waits to be sent
     * @return completes with the answer; fails with {@link Outcome#REFUSED} if the answer is an error
     */
    CompletableFuture<Message> call(String target, @Nullable Object data, Duration timeout);

    /**
     * Calls a remote procedure, with the timeout of {@link BayeuxClientBuilder#callTimeout}, and binds the answer's
     * payload to a type.
     */
    <T> CompletableFuture<T> call(String target, @Nullable Object data, Class<T> type);

    /**
     * Listens to messages that arrive without a subscription: replies on {@code /meta/*}, or messages that a service
     * sends on its channel. Sends nothing to the server.
     *
     * <p>On {@code /meta/publish} a listener gets the outcome of each publish, on {@code /meta/unsuccessful} each
     * failure: the reply, or, if there was none, the message itself with {@code successful: false} and the reason as
     * {@code failure}.
     *
     * @return removes the listener
     */
    Registration addListener(String channel, Consumer<Message> listener);

    /**
     * Runs the task at once, on the caller's thread, and then sends together what it published, subscribed and called
     * on that thread. Batches may nest.
     */
    void batch(Runnable task);

    /**
     * Ends the session: sends a disconnect after the messages published so far. Listeners stay subscribed, for the next
     * {@code connect()}. Bayeux section 4.4.
     *
     * @return completes when the client has ended, with whether the server confirmed the disconnect; never fails
     */
    CompletableFuture<Boolean> disconnect();
}
