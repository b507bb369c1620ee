package dev.halley.client;

import org.jspecify.annotations.Nullable;

/**
 * The result of a recovery: what the server can still give of the messages that a client missed on a channel with
 * history.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel the channel
 * @param position where the recovered messages end and the client continues; null if the channel keeps no history any
 *     more
 * @param count how many messages follow that the client missed, or that the application asked for
 * @param reason why messages are lost, such as {@code evicted}, {@code expired}, {@code too_many}, {@code gap} or
 *     {@code unsupported}; null if none are lost
 * @param truncated whether the server gives fewer messages than the application asked for
 * @since 0.1.0
 */
public record Recovery(
        String channel,
        @Nullable Position position,
        int count,
        @Nullable String reason,
        boolean truncated) {

    /** The reason if the server repeatedly failed to close a gap between the messages that it sent. */
    public static final String GAP = "gap";

    /** The reason if the server, or the channel, keeps no history. */
    public static final String UNSUPPORTED = "unsupported";

    /** @return whether messages may be missing, or may arrive twice */
    public boolean isLost() {
        return reason != null;
    }
}
