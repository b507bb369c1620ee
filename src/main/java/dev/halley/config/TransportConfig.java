package dev.halley.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How one transport holds connects, expires sessions and limits incoming messages.
 *
 * <p>Thread-safety: immutable.
 *
 * @param timeout how long a connect is held; zero answers at once; default 20 s
 * @param interval how long a client waits between two connects; default zero
 * @param maxInterval how long, beyond {@code interval}, a session lives without a connect; default 10 s
 * @param maxProcessing how long a connect may be processed before its session is swept; default empty, no limit
 * @param maxLazyTimeout how long a lazy message waits for others at most; default 5 s
 * @param metaConnectDeliverOnly whether messages are sent with connect replies only; default false, always true for
 *     {@code callback-polling}
 * @param maxMessageSize the maximum size of an HTTP body or an incoming WebSocket message, in bytes; default 1 MiB
 * @param handshakeReconnect whether advice contains {@code maxInterval}, so that clients that know that they expired
 *     handshake again; default false
 * @param allowMessageDeliveryDuringHandshake whether messages queued during the handshake are sent with its reply;
 *     default false
 * @param reconnectSpread the maximum random time added to the interval when the server drains; default zero
 * @param sendTimeout how long a client may take nothing of what is sent to it; default 30 s
 * @param messagesPerFrame for bidirectional transports, the maximum number of messages that are merged into one frame,
 *     0 for all that wait; default 0
 * @param maxFrameSize for bidirectional transports, the maximum number of bytes that are merged into one frame; a
 *     larger message is sent alone; default 8,192
 */
public record TransportConfig(
        Duration timeout,
        Duration interval,
        Duration maxInterval,
        Optional<Duration> maxProcessing,
        Duration maxLazyTimeout,
        boolean metaConnectDeliverOnly,
        int maxMessageSize,
        boolean handshakeReconnect,
        boolean allowMessageDeliveryDuringHandshake,
        Duration reconnectSpread,
        Duration sendTimeout,
        int messagesPerFrame,
        int maxFrameSize) {

    static TransportConfig from(ConfigReader reader, String name) {
        List<String> prefixes = Prefixes.ofTransport(name);
        return new TransportConfig(
                reader.value(Settings.TIMEOUT, prefixes),
                reader.value(Settings.INTERVAL, prefixes),
                reader.value(Settings.MAX_INTERVAL, prefixes),
                reader.value(Settings.MAX_PROCESSING, prefixes),
                reader.value(Settings.MAX_LAZY_TIMEOUT, prefixes),
                // A browser runs JSONP answers in the order they were asked for, so a second way out would wait anyway.
                reader.value(Settings.META_CONNECT_DELIVER_ONLY, prefixes) || name.equals(Prefixes.CALLBACK_POLLING),
                reader.value(Settings.MAX_MESSAGE_SIZE, prefixes),
                reader.value(Settings.HANDSHAKE_RECONNECT, prefixes),
                reader.value(Settings.ALLOW_MESSAGE_DELIVERY_DURING_HANDSHAKE, prefixes),
                reader.value(Settings.RECONNECT_SPREAD, prefixes),
                reader.value(Settings.SEND_TIMEOUT, prefixes),
                reader.value(Settings.MESSAGES_PER_FRAME, prefixes),
                reader.value(Settings.MAX_FRAME_SIZE, prefixes));
    }
}
