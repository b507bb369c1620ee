package dev.halley.api;

import dev.halley.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * A member of a channel: a user with at least one session that is subscribed to the channel itself.
 *
 * <p>Thread-safety: immutable.
 *
 * @param id the user's name, or the name that the {@link SecurityPolicy} gives; for a session without a name, a public
 *     number that begins with {@code #}. Never a clientId
 * @param sessions the number of the member's sessions in the channel, at least 1
 * @param info the information shown about the member, see {@link ServerSession#presenceInfo()}, or null
 * @since 0.1.0
 */
public record Member(String id, int sessions, @Nullable RawJson info) {

    /** @throws IllegalArgumentException if the number of sessions is less than 1 */
    public Member {
        if (sessions < 1) {
            throw new IllegalArgumentException("A member has at least one session; this one has " + sessions + ".");
        }
    }
}
