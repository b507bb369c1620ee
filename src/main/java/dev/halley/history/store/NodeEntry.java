package dev.halley.history.store;

import org.jspecify.annotations.Nullable;

/**
 * A message of a stream that the nodes of a cluster hold. Compare entries by their offsets, not with {@code equals}.
 *
 * <p>Thread-safety: immutable, if nobody changes the data.
 *
 * @param offset in its stream
 * @param millis when it was published, in milliseconds since 1970
 * @param origin what the node that took its publish knows it by
 * @param key what the publisher knows it by; null if it gave no key
 * @param data the message, encoded; not copied
 */
public record NodeEntry(long offset, long millis, Origin origin, StoredEntry.@Nullable Key key, byte[] data) {

    /**
     * Which node took a publish, and as which.
     *
     * @param node the run of the node; not empty
     * @param counter one more for each publish of that run
     */
    public record Origin(String node, long counter) {}
}
