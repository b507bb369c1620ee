package dev.halley.config;

/**
 * What a part of a split cluster does if it may be the smaller one.
 *
 * <p>Thread-safety: immutable.
 */
public enum OnSplit {
    /** It continues; what is published in one part does not reach the other. */
    CONTINUE,
    /** It refuses publishes until it finds the other nodes again. */
    REFUSE
}
