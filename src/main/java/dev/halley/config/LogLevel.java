package dev.halley.config;

/**
 * How much the server's own loggers say, in the three steps that the first generation of servers had.
 *
 * <p>Thread-safety: immutable.
 */
public enum LogLevel {
    /** 0: nothing. */
    NONE,
    /** 1: what an operator wants to know. */
    INFO,
    /** 2: what a developer wants to know. */
    DEBUG
}
