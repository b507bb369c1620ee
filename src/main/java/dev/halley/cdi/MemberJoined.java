package dev.halley.cdi;

import dev.halley.api.Member;

/**
 * A member has come to a channel whose members are shown: its first session is in the channel. Fired to observers on the thread that did it, or by a task where the server itself ends a session, outside all locks, and to
 * asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel its name
 * @param member who has come
 */
public record MemberJoined(String channel, Member member) {}
