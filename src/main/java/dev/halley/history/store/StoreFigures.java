package dev.halley.history.store;

/**
 * What a store has done since it was opened.
 *
 * <p>Thread-safety: immutable.
 *
 * @param entries how many entries were written
 * @param bytes how many bytes these have in the files
 * @param forces how often something was forced to the disk
 */
public record StoreFigures(long entries, long bytes, long forces) {}
