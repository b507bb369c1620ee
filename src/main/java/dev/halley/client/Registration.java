package dev.halley.client;

/**
 * Something that was added and can be taken away again.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Registration extends AutoCloseable {

    /** Takes it away; does nothing when that was done already. */
    @Override
    void close();
}
