package dev.halley.cdi;

/**
 * A user has the first session in the cluster. Fired to observers on a
 * worker, and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 */
public record UserOnline(String userId) {}
