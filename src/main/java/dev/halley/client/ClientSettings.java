package dev.halley.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The client's options; {@link BayeuxClientBuilder} explains each.
 *
 * <p>Thread-safety: immutable.
 */
record ClientSettings(
        URI url,
        List<TransportType> transports,
        ClientTransport.Factory factory,
        Map<String, String> headers,
        @Nullable Supplier<Credentials> credentials,
        Duration networkDelay,
        Duration callTimeout,
        BackOff backOff,
        BackOff probe,
        OfflinePolicy offline,
        int queueLimit,
        int maxMessageSize,
        boolean acknowledged,
        boolean history,
        boolean flow,
        String presencePrefix) {}
