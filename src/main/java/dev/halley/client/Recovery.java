package dev.halley.client;

import org.jspecify.annotations.Nullable;

/**
 * What became of the messages of a channel with history that a client had missed.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel the channel
 * @param position where recovered messages end and the client goes on; null if the channel keeps no history any more
 * @param count how many messages follow that were missed, or that the application had asked for
 * @param reason why messages are lost, such as {@code evicted}, {@code expired}, {@code too_many}, {@code gap} or
 *     {@code unsupported}; null if none are
 * @param truncated whether there were fewer than the application had asked for
 * @since 0.1.0
 */
public record Recovery(
        String channel,
        @Nullable Position position,
        int count,
        @Nullable String reason,
        boolean truncated) {

    /** When the server sends something that does not follow on what it has sent, again and again. */
    public static final String GAP = "gap";

    /** When the server, or the channel, keeps no history. */
    public static final String UNSUPPORTED = "unsupported";

    /** @return whether messages may be missing, or may come again */
    public boolean isLost() {
        return reason != null;
    }
}
