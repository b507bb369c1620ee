package dev.halley.config;

/**
 * What a part of a cluster that has come apart does, if it may be the smaller one.
 *
 * <p>Thread-safety: immutable.
 */
public enum OnSplit {
    /** It goes on; what is published in one part does not come to the other. */
    CONTINUE,
    /** It refuses publishes until it finds the others again. */
    REFUSE
}
