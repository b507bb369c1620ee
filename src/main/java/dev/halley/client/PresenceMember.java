package dev.halley.client;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A member of a channel: a user, or a session without a user.
 *
 * <p>Thread-safety: immutable.
 *
 * @param id the user's name, or an id given by the server. Do not trust it: it is text of other users
 * @param sessions how many sessions the member has on the channel, at least 1
 * @param info what the server publishes about the member; null if nothing
 * @since 0.1.0
 */
public record PresenceMember(
        String id, int sessions, @Nullable RawJson info) {

    // What the JDK makes for records keeps the class loader of an application that has been undeployed.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PresenceMember that
                && sessions == that.sessions
                && id.equals(that.id)
                && Objects.equals(info, that.info);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** @return empty if it is no member */
    static Optional<PresenceMember> read(RawJson value) {
        if (!value.isObject()) {
            return Optional.empty();
        }
        Map<String, RawJson> members = JsonObjects.members(value);
        RawJson id = members.get("id");
        if (id == null || !id.isString()) {
            return Optional.empty();
        }
        long sessions = HistoryMark.offset(members.get("sessions"));
        return Optional.of(new PresenceMember(
                id.string(), (int) Math.min(Math.max(sessions, 1), Integer.MAX_VALUE), members.get("info")));
    }
}
