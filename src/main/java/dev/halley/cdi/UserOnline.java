package dev.halley.cdi;

/**
 * Fired when a user's first session in the cluster begins: to observers on a worker, and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record UserOnline(String userId) {}
