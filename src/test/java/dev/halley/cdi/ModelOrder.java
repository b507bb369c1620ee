package dev.halley.cdi;

/**
 * What services of the programming model are sent.
 *
 * <p>Thread-safety: immutable.
 */
public record ModelOrder(int amount) {}
