package dev.halley.config;

import java.util.List;
import java.util.OptionalInt;

/**
 * Limits that keep one client from exhausting the server. Each has a default that ordinary use never reaches.
 *
 * <p>The size of one request or incoming WebSocket message is in {@link TransportConfig#maxMessageSize()}, because it
 * may differ by transport. {@code docs/configuration.md} lists the answer to exceeding each limit.
 *
 * <p>Thread-safety: immutable.
 *
 * @param maxDepth the maximum nesting depth of arrays and objects in a field of a message; default 500, 1 to 900
 * @param maxBatch messages in one request; default 1,000
 * @param maxSubscriptionsPerSession subscriptions of one session; default 1,000
 * @param maxChannelsPerSession channels that one remote session may create; default 1,000
 * @param maxSessionsPerAddress sessions from one network address; default empty, no limit
 * @param maxHandshakesPerSecond handshakes of all clients together; default empty, no limit
 * @param maxQueueMessages messages queued for one session, {@link Integer#MAX_VALUE} if only bytes count; default
 *     10,000
 * @param maxQueueBytes bytes queued for one session; default 16 MiB
 * @param overflow what happens to messages for clients that are slower than their channels; default none, the session
 *     ends
 * @param maxResponseSize bytes that are merged into one HTTP response; a larger message is sent alone; default 512 KiB
 * @param maxBlockedPolls polls that may hold a thread if the container does not support asynchronous requests; default
 *     100
 */
public record Limits(
        int maxDepth,
        int maxBatch,
        int maxSubscriptionsPerSession,
        int maxChannelsPerSession,
        OptionalInt maxSessionsPerAddress,
        OptionalInt maxHandshakesPerSecond,
        int maxQueueMessages,
        long maxQueueBytes,
        List<OverflowRule> overflow,
        int maxResponseSize,
        int maxBlockedPolls) {

    /** Copies the list. */
    public Limits {
        overflow = List.copyOf(overflow);
    }

    static Limits from(ConfigReader reader) {
        return new Limits(
                reader.value(Settings.MAX_DEPTH),
                reader.value(Settings.MAX_BATCH),
                reader.value(Settings.MAX_SUBSCRIPTIONS_PER_SESSION),
                reader.value(Settings.MAX_CHANNELS_PER_SESSION),
                reader.value(Settings.MAX_SESSIONS_PER_ADDRESS),
                reader.value(Settings.MAX_HANDSHAKES_PER_SECOND),
                reader.value(Settings.MAX_QUEUE),
                reader.value(Settings.MAX_QUEUE_BYTES),
                reader.value(Settings.OVERFLOW),
                reader.value(Settings.MAX_RESPONSE_SIZE),
                reader.value(Settings.MAX_BLOCKED_POLLS));
    }
}
