package dev.halley.cdi;

import dev.halley.api.Member;

/**
 * A member has come to a channel whose members are shown: its first session is in the channel. Fired to observers on the thread that did it, or by a task where the server itself ends a session, outside all locks, and to
 * asynchronous observers.
 *
 * <p>In a cluster each node fires its own, by a worker, once for each member that joins the channel on all nodes together: not for another session of one who
 * is there, nor for one who moves to another node within {@code presenceGrace}; nor for those who were there when the node started.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel its name
 * @param member who has come
 * @since 0.1.0
 */
public record MemberJoined(String channel, Member member) {}
