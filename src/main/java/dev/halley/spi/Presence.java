package dev.halley.spi;

import dev.halley.api.Member;
import dev.halley.protocol.ChannelId;
import java.util.concurrent.CompletionStage;

/**
 * Knows who is a member of which channel on all nodes of a server: each node tells which members it has, and learns what that makes of
 * the members of all.
 *
 * <p>Law:
 *
 * <ul>
 *   <li>What a node tells of one member of a channel counts in the order in which it was told.
 *   <li>The receiver is told of each change of a member, its own node's included, the changes of one member in their order; a member
 *       with no session on any node is absent.
 *   <li>A receiver that starts is told first of those that are there.
 *   <li>The members of a node that is lost stay for {@code presenceGrace}: who is back on another node by then was never gone.
 *   <li>Calls come under the caller's locks: nothing blocks, and no code of the application runs. The receiver may be called from within.
 * </ul>
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface Presence {

    /** @param local learns who is there */
    void start(Receiver local);

    /**
     * This node has sessions of a member.
     *
     * @param member with how many sessions of this node, in the place of what was put for its id before
     * @return done when the other nodes know, or will learn it
     */
    CompletionStage<Void> put(ChannelId channel, Member member);

    /**
     * This node has none of a member's sessions any more.
     *
     * @param id the member's
     * @return done when the other nodes know, or will learn it
     */
    CompletionStage<Void> remove(ChannelId channel, String id);

    /** Tells nobody any more. */
    void stop();

    /** Learns who the members of channels are, on all nodes together. */
    interface Receiver {

        /** @param member with the sessions of all nodes, in the place of what was told for its id before */
        void present(ChannelId channel, Member member);

        /** @param id of a member that has no sessions any more */
        void absent(ChannelId channel, String id);
    }
}
