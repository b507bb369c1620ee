package dev.halley.cluster.log;

/** What became of a publish. */
enum PublishResult {
    /** It is stored. */
    STORED,
    /** Another one with its key is stored: nothing was published now. */
    DUPLICATE,
    /** Its key is known with other data. */
    CONFLICT,
    /** Nobody knows whether it is stored: it may be repeated with its key. */
    UNKNOWN,
    /** It is not stored, and will not be: too many wait, or this part of the cluster refuses (rule 14). */
    REFUSED
}
