package dev.halley.history.store;

import dev.halley.api.Position;

/**
 * The key of a publish, which is known longer than its message may be.
 *
 * <p>Thread-safety: immutable.
 *
 * @param key with the digest of what was published
 * @param position where the message was stored
 * @param time when it was published, in milliseconds since 1970
 */
public record StoredKey(StoredEntry.Key key, Position position, long time) {}
