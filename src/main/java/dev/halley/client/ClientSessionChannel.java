package dev.halley.client;

import dev.halley.protocol.ChannelId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel or pattern as one client sees it, with the methods of {@link ClientSession} that take its name.
 *
 * <p>Thread-safety: immutable.
 *
 * @param session the client's session
 * @param id the name of the channel or pattern
 * @since 0.1.0
 */
public record ClientSessionChannel(ClientSession session, ChannelId id) {

    /** @return the name of the channel or pattern */
    public String name() {
        return id.toString();
    }

    /** @see ClientSession#publish(String, Object) */
    public CompletableFuture<Message> publish(@Nullable Object data) {
        return session.publish(name(), data);
    }

    /** @see ClientSession#subscribe(String, Consumer) */
    public CompletableFuture<Subscription> subscribe(Consumer<Message> listener) {
        return session.subscribe(name(), listener);
    }

    /** @see ClientSession#subscribe(String, HistoryOptions, Consumer) */
    public CompletableFuture<Subscription> subscribe(HistoryOptions history, Consumer<Message> listener) {
        return session.subscribe(name(), history, listener);
    }

    /** @see ClientSession#subscribe(String, Class, Consumer) */
    public <T> CompletableFuture<Subscription> subscribe(Class<T> type, Consumer<? super T> listener) {
        return session.subscribe(name(), type, listener);
    }

    /** @see ClientSession#messages(String) */
    public Flow.Publisher<Message> messages() {
        return session.messages(name());
    }

    /** @see ClientSession#addListener(String, Consumer) */
    public Registration addListener(Consumer<Message> listener) {
        return session.addListener(name(), listener);
    }
}
