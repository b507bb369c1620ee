package dev.halley.spi;

import java.util.List;

/**
 * A way in which clients can reach the server. The built-in ones are {@code websocket}, {@code streaming},
 * {@code long-polling}, {@code callback-polling} and, if it is switched on, {@code eventsource}; an application brings its own as CDI beans or by {@code ServiceLoader}, or names their classes in the
 * init-param {@code transports}, which then says which there are, and in which order.
 *
 * <p>What {@link #start} throws fails the deployment, after {@link #stop} was called; what {@link #stop} throws is logged.
 *
 * <p>Thread-safety: started and stopped at most once, by one thread each.
 *
 * @since 0.1.0
 */
public interface Transport {

    /**
     * @return the names that clients negotiate for it, the preferred one first; at least one, each of letters, digits, {@code .},
     *     {@code _} and {@code -}, and none that another transport of the server has. They stay the same, and are asked for before
     *     {@link #start}
     */
    List<String> names();

    /**
     * Begins to take connections and opens a {@link Link} for each. Called only if at least one of its names is allowed; which of them
     * are says {@link Gateway#transports()}.
     *
     * @throws RuntimeException if it cannot; then the application is not deployed
     */
    void start(TransportContext context);

    /**
     * Takes no more connections, and lets go of what it uses. Those that are there may be closed now, or by the core, which stops after
     * this.
     */
    void stop();
}
