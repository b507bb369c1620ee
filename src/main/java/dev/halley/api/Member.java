package dev.halley.api;

import dev.halley.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * A member of a channel: a user with one session or more that is subscribed to the channel itself.
 *
 * <p>Thread-safety: immutable.
 *
 * @param id the user's name, or what the {@link SecurityPolicy} says; for a session without one a public number, which begins with
 *     {@code #}. Never a clientId
 * @param sessions how many sessions it has there; at least one
 * @param info what is told of it, or null
 * @since 0.1.0
 */
public record Member(String id, int sessions, @Nullable RawJson info) {

    /** @throws IllegalArgumentException if it has no session */
    public Member {
        if (sessions < 1) {
            throw new IllegalArgumentException("A member has at least one session; this one has " + sessions + ".");
        }
    }
}
