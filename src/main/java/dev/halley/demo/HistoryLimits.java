package dev.halley.demo;

/**
 * Bounds on what is kept of what was said.
 *
 * <p>Thread-safety: immutable.
 *
 * @param messages messages of one room; older ones are forgotten
 * @param messageLength characters of the JSON of one message; what is longer is not kept
 * @param total characters of all rooms together; rooms where nobody has spoken for the longest time are forgotten first
 */
record HistoryLimits(int messages, int messageLength, int total) {

    static final HistoryLimits USUAL = new HistoryLimits(50, 8_192, 4_000_000);
}
