package dev.halley.history.store;

import dev.halley.api.Position;
import org.jspecify.annotations.Nullable;

/**
 * What a publish of a cluster is known by, longer than its message may be.
 *
 * <p>Thread-safety: immutable.
 *
 * @param origin what the node that took it knows it by
 * @param key what the publisher knows it by; null if it gave no key
 * @param position where the message was stored first
 * @param at the offset of the stream's newest entry when the key was taken
 * @param millis when it was published, in milliseconds since 1970
 */
public record NodeKey(
        NodeEntry.Origin origin, StoredEntry.@Nullable Key key, Position position, long at, long millis) {}
