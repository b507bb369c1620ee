package dev.halley.api;

/**
 * Represents something that was added to the server, and removes it when closed.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Registration extends AutoCloseable {

    /** Removes it. Closing it again has no effect. */
    @Override
    void close();
}
