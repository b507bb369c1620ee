package dev.halley.client;

/**
 * Removes what was added, such as a listener or an extension.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Registration extends AutoCloseable {

    /** Removes it; has no effect after the first call. */
    @Override
    void close();
}
