package dev.halley.spi;

/**
 * A way in which clients can reach the server. The built-in ones are {@code websocket}, {@code long-polling} and
 * {@code callback-polling}.
 *
 * <p>Thread-safety: started and stopped once, by one thread.
 */
public interface Transport {

    /** @return the name that clients negotiate */
    String name();

    /** Begins to take connections and opens a {@link Link} for each. */
    void start(Gateway gateway);

    /** Takes no more connections; those that are there are closed by the core. */
    void stop();
}
