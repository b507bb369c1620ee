package dev.halley.history.store;

import dev.halley.api.Position;
import org.jspecify.annotations.Nullable;

/**
 * A message of a stream as it is stored. Compare entries by their positions, not with {@code equals}.
 *
 * <p>Thread-safety: immutable, if nobody changes the data.
 *
 * @param position where it stands
 * @param time when it was published, in milliseconds since 1970
 * @param data the message, encoded by the owner of the stream; not copied
 * @param key what its publish is known by; null if it has no key
 */
public record StoredEntry(
        Position position, long time, byte[] data, @Nullable Key key) {

    /**
     * What a publish is known by.
     *
     * @param id of the key, unique in its stream
     * @param digest of what was published under it
     */
    public record Key(String id, String digest) {}
}
