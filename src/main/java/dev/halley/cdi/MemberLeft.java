package dev.halley.cdi;

import dev.halley.api.Member;

/**
 * A member has gone from a channel whose members are shown: its last session has left. Fired to observers on the thread that did it, or by a task where the server itself ends a session, outside all locks, and to
 * asynchronous observers.
 *
 * <p>In a cluster each node fires its own, by a worker, once for each member that leaves the channel on all nodes together: not for another session of one who
 * is there, nor for one who moves to another node within {@code presenceGrace}.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel its name
 * @param member who has gone, as it was before
 * @since 0.1.0
 */
public record MemberLeft(String channel, Member member) {}
