package dev.halley.deployments.probe.app;

/**
 * Something was paid.
 *
 * <p>Thread-safety: immutable.
 *
 * @param id of the payment: the same when it is told once more
 * @param what was paid
 */
public record Paid(String id, String what) {}
