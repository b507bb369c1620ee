package dev.halley.cdi;

import dev.halley.api.Member;

/**
 * Fired when a member has joined a channel that shows its members: the member's first session is in the channel. Fired
 * outside all locks to observers on the thread that caused it, or on a worker if the server itself ends a session, and
 * to asynchronous observers.
 *
 * <p>In a cluster each node fires its own event, on a worker, once for each member that joins the channel across all
 * nodes. It fires none for a further session of a member that is there, none for a member that moves to another node
 * within {@code presenceGrace}, and none for the members that were there when the node started.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel the channel's name
 * @param member the member that has joined
 * @since 0.1.0
 */
public record MemberJoined(String channel, Member member) {}
