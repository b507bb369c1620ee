package dev.halley.client;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The position of a message on a channel with history. Offsets are comparable only within an epoch.
 *
 * <p>Thread-safety: immutable.
 *
 * @param epoch identifies a run of the channel's history; opaque, not empty
 * @param offset grows by 1 with each message, from 0 to 2^53 - 1
 * @since 0.1.0
 */
public record Position(String epoch, long offset) {

    /** The largest offset: the largest integer that a double holds exactly, 2^53 - 1. */
    public static final long MAX_OFFSET = (1L << 53) - 1;

    /**
     * @throws IllegalArgumentException if the epoch is empty, or the offset is not between 0 and {@link #MAX_OFFSET}
     */
    public Position {
        if (epoch.isEmpty()) {
            throw new IllegalArgumentException("A position's epoch must not be empty.");
        }
        if (offset < 0 || offset > MAX_OFFSET) {
            throw new IllegalArgumentException(
                    "An offset must be between 0 and " + MAX_OFFSET + ", not " + offset + ".");
        }
    }

    /**
     * Parses the text that {@link #toString} returns.
     *
     * @param text such as {@code k3f9:118}
     * @return the position
     * @throws IllegalArgumentException if the text is not a position
     */
    public static Position parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            return new Position(text.substring(0, Math.max(colon, 0)), Long.parseLong(text.substring(colon + 1)));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "A position must be an epoch, a colon and an offset, like k3f9:118, not \"" + text + "\".", wrong);
        }
    }

    RawJson toJson() {
        Map<String, RawJson> members = new LinkedHashMap<>();
        members.put("epoch", RawJson.from(epoch));
        members.put("offset", RawJson.from(offset));
        return JsonObjects.of(members);
    }

    // What the JDK makes for records keeps the class loader of an application that has been undeployed.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Position that && offset == that.offset && epoch.equals(that.epoch);
    }

    @Override
    public int hashCode() {
        return 31 * epoch.hashCode() + Long.hashCode(offset);
    }

    /** @return the epoch, a colon and the offset */
    @Override
    public String toString() {
        return epoch + ":" + offset;
    }
}
