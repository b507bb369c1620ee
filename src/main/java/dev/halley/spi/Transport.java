package dev.halley.spi;

import java.util.List;

/**
 * A way in which clients can reach the server. The built-in ones are {@code websocket}, {@code long-polling} and
 * {@code callback-polling}; an application names its own in the init-param {@code transports}.
 *
 * <p>Thread-safety: started and stopped once, by one thread.
 */
public interface Transport {

    /** @return the names that clients negotiate for it, the preferred one first; at least one */
    List<String> names();

    /** Begins to take connections and opens a {@link Link} for each. */
    void start(Gateway gateway);

    /** Takes no more connections; those that are there are closed by the core. */
    void stop();
}
