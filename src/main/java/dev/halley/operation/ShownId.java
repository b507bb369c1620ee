package dev.halley.operation;

import org.jspecify.annotations.Nullable;

/**
 * How a session's id is shown: it is a secret of its client, so only its beginning is.
 *
 * <p>Thread-safety: stateless.
 */
final class ShownId {

    static final int LENGTH = 8;

    private static final String REST = "…";

    private ShownId() {}

    /** @return the id's beginning, after the hint of a local session, and an ellipsis */
    static String of(@Nullable String id) {
        if (id == null) {
            return "(none)";
        }
        int length = id.lastIndexOf('_') + 1 + LENGTH;
        return id.length() <= length ? id : id.substring(0, length) + REST;
    }

    /** @return what an id begins with that is shown so; an id that is not shortened is its own beginning */
    static String beginning(String shown) {
        String trimmed = shown.trim();
        return trimmed.endsWith(REST) ? trimmed.substring(0, trimmed.length() - REST.length()) : trimmed;
    }
}
