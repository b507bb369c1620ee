package dev.halley.spi;

import java.util.function.Consumer;

/**
 * Carries publications to the subscribers of this server, and of its cluster where there is one.
 *
 * <p>Law: publications of one publisher on one channel are handed on in the order in which they came. What comes from
 * another node is handed to the local subscribers only, never published again, so nothing can loop.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface Broker {

    /** @param local takes a publication to this server's subscribers */
    void start(Consumer<Publication> local);

    void publish(Publication publication);

    void stop();
}
