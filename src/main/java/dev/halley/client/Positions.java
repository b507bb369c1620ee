package dev.halley.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The positions that a client has reached on the channels with history to which it is subscribed. A position counts as
 * reached when the client hands the message to the listeners, whether they are done with it or not. A program that must
 * miss nothing when it dies stores {@link Message#position()} together with the results of the message.
 *
 * <pre>{@code
 * client.positions().restore(stored);
 * client.subscribe("/orders/42", HistoryOptions.live().orLast(50), order -> show(order));
 * ...
 * store(client.positions().all());
 * }</pre>
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public final class Positions {

    private final Map<String, Position> current = new ConcurrentHashMap<>();
    private final Map<String, Position> restored = new ConcurrentHashMap<>();

    Positions() {}

    /** @return the position reached, or else restored, on this channel; empty if there is none */
    public Optional<Position> of(String channel) {
        Position reached = current.get(channel);
        return Optional.ofNullable(reached == null ? restored.get(channel) : reached);
    }

    /** @return the positions by channel, including restored ones that are not used yet; a copy */
    public Map<String, Position> all() {
        Map<String, Position> all = new LinkedHashMap<>(restored);
        all.putAll(current);
        return all;
    }

    /**
     * Sets the positions from which the client continues, such as those of an earlier run of the program. They count
     * for channels to which the client is not subscribed yet, so call this before {@code subscribe}. When it subscribes
     * to a pattern, the client sends the positions of all channels that match.
     */
    public void restore(Map<String, Position> positions) {
        restored.putAll(positions);
    }

    /** The client has come to this position; null if it has none any more. */
    void reached(String channel, @Nullable Position position) {
        if (position == null) {
            current.remove(channel);
        } else {
            current.put(channel, position);
        }
    }

    /** @return those that were restored and not used yet */
    Map<String, Position> restored() {
        return Map.copyOf(restored);
    }

    /** @return what was restored for the channel, which is used up by that; null for nothing */
    @Nullable Position take(String channel) {
        return restored.remove(channel);
    }
}
