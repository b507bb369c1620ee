package dev.halley.api;

/**
 * Something that was added to the server and can be taken away again.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Registration extends AutoCloseable {

    /** Takes it away; does nothing the second time. */
    @Override
    void close();
}
