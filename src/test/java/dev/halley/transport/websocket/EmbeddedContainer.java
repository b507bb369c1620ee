package dev.halley.transport.websocket;

import jakarta.servlet.ServletContext;
import java.net.URI;
import java.util.function.Consumer;

/**
 * A container that a test starts and stops.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
interface EmbeddedContainer extends AutoCloseable {

    /**
     * Starts one application, with context path {@code /app}.
     *
     * @param deployment called while the application is deployed
     * @return where its endpoint {@code /cometd} is reached
     */
    URI start(Consumer<ServletContext> deployment) throws Exception;

    @Override
    void close();
}
