package dev.halley.cdi;

/**
 * A user has the first session in the cluster. Fired to observers on a
 * worker, and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record UserOnline(String userId) {}
