package dev.halley.deployments.probe.app;

/**
 * Something was booked.
 *
 * <p>Thread-safety: immutable.
 *
 * @param what was booked
 */
public record Booked(String what) {}
