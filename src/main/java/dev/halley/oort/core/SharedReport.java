package dev.halley.oort.core;

/**
 * What operators see of something shared.
 *
 * <p>Thread-safety: immutable.
 *
 * @param title kind and name
 * @param own how many entries this node has
 * @param all how many entries all nodes have
 * @param bytes that all of them have, keys and values
 * @param failures how many values this node could not bind
 */
record SharedReport(String title, int own, int all, long bytes, long failures) {}
