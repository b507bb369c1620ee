package dev.halley.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's side of its session with the server: publishes, subscribes, calls.
 *
 * <p>No method blocks. What goes wrong with a message fails its future with a {@link BayeuxException}. Futures are completed,
 * and listeners called, on the client's listener threads. Data is of any type that {@code RawJson.from} takes, or
 * {@code BinaryData}. Names that are not legal channels are refused with an {@link IllegalArgumentException} at once.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface ClientSession {

    /** @return the session's id; empty while there is no session */
    Optional<String> id();

    ClientState state();

    /** @return whether the last connect was answered: what is published now goes out at once */
    default boolean isConnected() {
        return state() == ClientState.CONNECTED;
    }

    /** @return the channel or pattern, of which nobody keeps count */
    ClientSessionChannel channel(String name);

    /**
     * Publishes to a broadcast or service channel. Messages reach the server in the order in which one thread published
     * them. Bayeux section 5.1.
     *
     * @return the server's reply that it has accepted the message; on a channel with history it has the message's position
     */
    CompletableFuture<Message> publish(String channel, @Nullable Object data);

    /**
     * Publishes once, however often it is asked to: on a channel that keeps history, the server publishes only the first of
     * those that have the same key, for as long as it remembers keys; elsewhere only within a session. The reply says
     * whether it was there already. On a channel with history the client gives keys by itself where there is none.
     *
     * @param key of the application's own, such as that of a database's row; 1 to 128 characters
     * @see Message#isDuplicate()
     */
    CompletableFuture<Message> publish(String channel, @Nullable Object data, String key);

    /**
     * Publishes a message with fields of its own, such as {@code ext}.
     *
     * @param message with a channel; id and clientId are set by the client
     */
    CompletableFuture<Message> publish(Message message);

    /**
     * Subscribes a listener to a channel or pattern. Possible before {@code connect()}; the future is then completed after
     * it. After a new handshake the client subscribes again by itself. The listener is called for one message after the
     * other. Bayeux section 4.5.
     *
     * @return done when the server has confirmed it; fails if the server refused it
     */
    CompletableFuture<Subscription> subscribe(String channel, Consumer<Message> listener);

    /**
     * Subscribes a listener to a channel, first to messages of its history.
     *
     * @param history what the listener wants; counts if the client is not subscribed to the channel yet
     */
    CompletableFuture<Subscription> subscribe(String channel, HistoryOptions history, Consumer<Message> listener);

    /**
     * Subscribes a listener to the payloads, bound to a type. A payload that does not fit is logged and passed over.
     *
     * @param type bound by JSON-B; {@code RawJson}, the types of JSON-P, {@code String} and {@code BinaryData} need none
     */
    <T> CompletableFuture<Subscription> subscribe(String channel, Class<T> type, Consumer<? super T> listener);

    /**
     * @return publishes the messages of a channel, with a buffer of 256 for each subscriber and {@link Overflow#PAUSE}
     * @see #messages(String, int, Overflow)
     */
    Flow.Publisher<Message> messages(String channel);

    /**
     * Each subscriber of the publisher has its own subscription to the channel and a buffer of its own, and gets no more
     * than it asks for. Its {@code onError} is called if the server refuses or ends the conversation, {@code onComplete} if
     * the application does.
     *
     * @param buffer how many messages may wait for a subscriber, at least 1
     */
    Flow.Publisher<Message> messages(String channel, int buffer, Overflow overflow);

    /** The same with payloads bound to a type; one that does not fit ends the subscription with an error. */
    <T> Flow.Publisher<T> messages(String channel, Class<T> type, int buffer, Overflow overflow);

    /** Calls a remote procedure, with the client's usual timeout. */
    CompletableFuture<Message> call(String target, @Nullable Object data);

    /**
     * Calls a remote procedure: a message to {@code /service/<target>} that is answered on the same channel with the same
     * id.
     *
     * @param target such as {@code echo}, a slash in front or not
     * @param timeout after which the future fails with {@link Outcome#UNKNOWN}; positive
     * @return the answer; fails with {@link Outcome#REFUSED} if that says so
     */
    CompletableFuture<Message> call(String target, @Nullable Object data, Duration timeout);

    /** The same, with the answer's payload bound to a type. */
    <T> CompletableFuture<T> call(String target, @Nullable Object data, Class<T> type);

    /**
     * Listens to what comes on a channel anyway: replies on {@code /meta/*}, what a service sends on its channel. The server
     * is not asked.
     *
     * <p>On {@code /meta/publish} comes what became of each publish, on {@code /meta/unsuccessful} whatever failed: the reply, or, where
     * there was none, the message itself with {@code successful: false} and the reason as {@code failure}.
     */
    Registration addListener(String channel, Consumer<Message> listener);

    /**
     * Sends together what the task publishes, subscribes and calls on this thread. The task runs at once on the caller's
     * thread; batches may nest.
     */
    void batch(Runnable task);

    /**
     * Says goodbye to the server and ends the conversation, after what was published before. Listeners stay subscribed, for
     * the next {@code connect()}. Bayeux section 4.4.
     *
     * @return completed at the end, with whether the server has agreed; never fails
     */
    CompletableFuture<Boolean> disconnect();
}
