package dev.halley.cdi;

import dev.halley.api.Member;

/**
 * A member has gone from a channel whose members are shown: its last session has left. Fired to observers on the thread that did it, or by a task where the server itself ends a session, outside all locks, and to
 * asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel its name
 * @param member who has gone, as it was before
 */
public record MemberLeft(String channel, Member member) {}
