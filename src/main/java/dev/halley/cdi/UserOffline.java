package dev.halley.cdi;

/**
 * Fired when a user's last session in the cluster has ended: to observers on a worker, and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record UserOffline(String userId) {}
