package dev.halley.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a client has come on the channels with history that it is subscribed to. What it has handed to listeners counts,
 * whether those are done with it or not: a program that must not miss a message when it dies keeps
 * {@link Message#position()} with what it has made of the message.
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

    /** @return empty if the client has no position on the channel */
    public Optional<Position> of(String channel) {
        Position reached = current.get(channel);
        return Optional.ofNullable(reached == null ? restored.get(channel) : reached);
    }

    /** @return the positions by their channels, with those that were restored and not used yet; a copy */
    public Map<String, Position> all() {
        Map<String, Position> all = new LinkedHashMap<>(restored);
        all.putAll(current);
        return all;
    }

    /**
     * Lets the client go on where an earlier run of the program has ended, on channels that it is not subscribed to yet:
     * to be called before {@code subscribe}. For a pattern, the client gives the positions of all channels that it matches.
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
