package dev.halley.history.store;

/** Why the oldest entries of a stream have gone. The order is part of the format of the files. */
public enum TrimCause {
    /** They made room for newer ones. */
    EVICTED,
    /** Their time was over. */
    EXPIRED,
    /** They were cleared. */
    CLEARED
}
