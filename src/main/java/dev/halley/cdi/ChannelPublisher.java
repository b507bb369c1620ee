package dev.halley.cdi;

import dev.halley.api.Position;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Publishes on one channel as the server itself: {@code @Inject @Channel("/news") ChannelPublisher<News> news}.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @param <T> the type of the data: anything that {@code RawJson.from} accepts, such as a record
 * @since 0.1.0
 */
public interface ChannelPublisher<T extends @Nullable Object> {

    /** {@return the channel's name} */
    String channel();

    /**
     * Publishes to all subscribers. Filters and listeners see the message first; no policy is asked.
     *
     * @return false if a filter or listener stopped it
     * @throws IllegalArgumentException if the data cannot be written as JSON
     * @throws IllegalStateException if the server is not running
     */
    boolean publish(T data);

    /**
     * Publishes like {@link #publish}, and reports when the server's broker has accepted the message.
     *
     * @return the message's position, as with {@link dev.halley.api.ServerChannel#publishAsync}
     * @throws IllegalArgumentException if the data cannot be written as JSON
     * @throws IllegalStateException if the server is not running
     */
    CompletionStage<Position> publishAsync(T data);

    /**
     * Publishes once per key, see {@link dev.halley.api.ServerChannel#publishAsync(dev.halley.api.ServerSession,
     * Object, String)}.
     */
    CompletionStage<Position> publishAsync(T data, String key);
}
