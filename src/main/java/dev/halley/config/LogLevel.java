package dev.halley.config;

/**
 * How much the server's own loggers log, in the three levels that the first generation of servers had.
 *
 * <p>Thread-safety: immutable.
 */
public enum LogLevel {
    /** 0: nothing. */
    NONE,
    /** 1: what operators need. */
    INFO,
    /** 2: what developers need. */
    DEBUG
}
