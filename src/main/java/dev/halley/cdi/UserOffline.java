package dev.halley.cdi;

/**
 * A user has no session in the cluster any more. Fired to observers on a
 * worker, and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record UserOffline(String userId) {}
