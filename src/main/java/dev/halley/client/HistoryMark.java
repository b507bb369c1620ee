package dev.halley.client;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code ext.history} of a message of a channel with history.
 *
 * <p>Thread-safety: immutable.
 *
 * @param epoch null if it is that of the message before
 * @param offset the message's
 * @param after the offset up to which everything was sent, or skipped on purpose
 * @param lost whether the client's former position is void
 */
record HistoryMark(@Nullable String epoch, long offset, long after, boolean lost) {

    /** The member of {@code ext}, and its request in a handshake. */
    static final String NAME = "history";

    /** @return what the value says; empty where it has nothing that can be understood */
    static Optional<HistoryMark> read(RawJson history) {
        if (!history.isObject()) {
            return Optional.empty();
        }
        Map<String, RawJson> members = JsonObjects.members(history);
        long offset = offset(members.get("offset"));
        if (offset < 0) {
            return Optional.empty();
        }
        long after = offset(members.get("after"));
        return Optional.of(new HistoryMark(
                text(members.get("epoch")),
                offset,
                after < 0 ? offset - 1 : Math.min(after, offset - 1),
                RawJson.TRUE.equals(members.get("lost"))));
    }

    /** @return the position, if the value says all of it, as in the reply to a publish */
    static Optional<Position> position(RawJson history) {
        return read(history)
                .flatMap(mark ->
                        mark.epoch == null ? Optional.empty() : Optional.of(new Position(mark.epoch, mark.offset)));
    }

    /** @return -1 if it is none */
    static long offset(@Nullable RawJson value) {
        if (value == null || !value.isNumber()) {
            return -1;
        }
        double number = Double.parseDouble(value.text());
        boolean whole = number >= 0 && number <= Position.MAX_OFFSET && number == Math.rint(number);
        return whole ? (long) number : -1;
    }

    /** @return null if it is none, or empty */
    static @Nullable String text(@Nullable RawJson value) {
        return value == null || !value.isString() || value.string().isEmpty() ? null : value.string();
    }
}
