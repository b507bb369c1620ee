package dev.halley.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client what to do next. Bayeux section 7.
 *
 * <p>Thread-safety: immutable.
 *
 * @param reconnect how the client continues; null if absent
 * @param intervalMillis how long the client waits before the next connect; null if absent
 * @param timeoutMillis how long a connect is held; null if absent
 * @param maxIntervalMillis how long the server keeps the session without a connect; null if absent
 * @param multipleClients whether another session of the same browser holds its connect
 * @param hosts names or addresses of other servers, with a port if it differs, to try in this order; empty if absent
 * @since 0.1.0
 */
public record Advice(
        @Nullable Reconnect reconnect,
        @Nullable Long intervalMillis,
        @Nullable Long timeoutMillis,
        @Nullable Long maxIntervalMillis,
        boolean multipleClients,
        List<String> hosts) {

    /** Handshake again at once: the server does not know the session. */
    public static final Advice HANDSHAKE = new Advice(Reconnect.HANDSHAKE, 0L, null, null, false);

    /** Neither connect nor handshake again. */
    public static final Advice NONE = new Advice(Reconnect.NONE, null, null, null, false);

    /** Copies the list. */
    public Advice {
        hosts = List.copyOf(hosts);
    }

    /** Creates advice without other servers. */
    public Advice(
            @Nullable Reconnect reconnect,
            @Nullable Long intervalMillis,
            @Nullable Long timeoutMillis,
            @Nullable Long maxIntervalMillis,
            boolean multipleClients) {
        this(reconnect, intervalMillis, timeoutMillis, maxIntervalMillis, multipleClients, List.of());
    }

    /** {@return this advice, overridden by the fields that the other one has} */
    public Advice overriddenBy(Advice other) {
        return new Advice(
                other.reconnect == null ? reconnect : other.reconnect,
                other.intervalMillis == null ? intervalMillis : other.intervalMillis,
                other.timeoutMillis == null ? timeoutMillis : other.timeoutMillis,
                other.maxIntervalMillis == null ? maxIntervalMillis : other.maxIntervalMillis,
                multipleClients || other.multipleClients,
                other.hosts.isEmpty() ? hosts : other.hosts);
    }

    /** How a client continues. Bayeux section 7.1. */
    public enum Reconnect {
        /** Connect again. */
        RETRY("retry"),
        /** Handshake again. */
        HANDSHAKE("handshake"),
        /** Neither connect nor handshake again. */
        NONE("none");

        private final String wire;

        Reconnect(String wire) {
            this.wire = wire;
        }

        /** {@return the word that is sent over the wire} */
        public String wire() {
            return wire;
        }
    }
}
