package dev.halley.spi;

import java.util.List;

/**
 * A way for clients to reach the server. The built-in transports are {@code websocket}, {@code streaming},
 * {@code long-polling}, {@code callback-polling} and, if it is enabled, {@code eventsource}. An application supplies
 * its own as CDI beans or by {@code ServiceLoader}, or names their classes in the init-param {@code transports}, which
 * then lists all transports in their order.
 *
 * <p>If {@link #start} throws, the server calls {@link #stop}, and the deployment fails. What {@link #stop} throws is
 * logged.
 *
 * <p>Thread-safety: started and stopped at most once, by one thread each.
 *
 * @since 0.1.0
 */
public interface Transport {

    /**
     * @return the names that clients negotiate for this transport, the preferred one first: at least one, each of
     *     letters, digits, {@code .}, {@code _} and {@code -}, and unique among the server's transports. The names
     *     never change; the server asks for them before {@link #start}
     */
    List<String> names();

    /**
     * Begins to accept connections, and opens a {@link Link} for each. Called only if at least one of the transport's
     * names is allowed; {@link Gateway#transports()} says which ones are.
     *
     * @throws RuntimeException if the transport cannot start; the deployment then fails
     */
    void start(TransportContext context);

    /**
     * Stops accepting connections and releases all resources. It may close the existing connections; otherwise the core
     * closes them when it stops, after this.
     */
    void stop();
}
