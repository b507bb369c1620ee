package dev.halley.cdi;

import dev.halley.api.Member;

/**
 * Fired when a member has left a channel that shows its members: the member's last session has left the channel. Fired
 * outside all locks to observers on the thread that caused it, or on a worker if the server itself ends a session, and
 * to asynchronous observers.
 *
 * <p>In a cluster each node fires its own event, on a worker, once for each member that leaves the channel across all
 * nodes. It fires none while another session of the member is there, and none for a member that moves to another node
 * within {@code presenceGrace}.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel the channel's name
 * @param member the member that has left, as it was before
 * @since 0.1.0
 */
public record MemberLeft(String channel, Member member) {}
