package dev.halley.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server tells a client to do next. Bayeux section 7.
 *
 * <p>Thread-safety: immutable.
 *
 * @param reconnect null when not said
 * @param intervalMillis how long to wait before the next connect; null when not said
 * @param timeoutMillis how long a connect is held; null when not said
 * @param maxIntervalMillis how long the server keeps the session without a connect; null when not said
 * @param multipleClients whether another session of the same browser holds its connect
 * @param hosts names or addresses of other servers, with a port where it is another one, to go to in this order; empty when not said
 * @since 0.1.0
 */
public record Advice(
        @Nullable Reconnect reconnect,
        @Nullable Long intervalMillis,
        @Nullable Long timeoutMillis,
        @Nullable Long maxIntervalMillis,
        boolean multipleClients,
        List<String> hosts) {

    /** Handshake again, at once: the session is not known here. */
    public static final Advice HANDSHAKE = new Advice(Reconnect.HANDSHAKE, 0L, null, null, false);

    /** Neither connect nor handshake again. */
    public static final Advice NONE = new Advice(Reconnect.NONE, null, null, null, false);

    /** Copies the list. */
    public Advice {
        hosts = List.copyOf(hosts);
    }

    /** Says nothing of other servers. */
    public Advice(
            @Nullable Reconnect reconnect,
            @Nullable Long intervalMillis,
            @Nullable Long timeoutMillis,
            @Nullable Long maxIntervalMillis,
            boolean multipleClients) {
        this(reconnect, intervalMillis, timeoutMillis, maxIntervalMillis, multipleClients, List.of());
    }

    /** @return this advice, with what the other one says in place of what this one does */
    public Advice overriddenBy(Advice other) {
        return new Advice(
                other.reconnect == null ? reconnect : other.reconnect,
                other.intervalMillis == null ? intervalMillis : other.intervalMillis,
                other.timeoutMillis == null ? timeoutMillis : other.timeoutMillis,
                other.maxIntervalMillis == null ? maxIntervalMillis : other.maxIntervalMillis,
                multipleClients || other.multipleClients,
                other.hosts.isEmpty() ? hosts : other.hosts);
    }

    /** How a client is to go on. Bayeux section 7.1. */
    public enum Reconnect {
        RETRY("retry"),
        HANDSHAKE("handshake"),
        NONE("none");

        private final String wire;

        Reconnect(String wire) {
            this.wire = wire;
        }

        /** @return the word as it goes over the wire */
        public String wire() {
            return wire;
        }
    }
}
