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
 *   <li>The members of a node that is lost, or that leaves, stay for {@code presenceGrace}: who is back on another node by then was
 *       never gone.
 *   <li>Sessions of several nodes are added up; those of a node that is lost or leaves count only as long as there are no others. The info
 *       of a member is that of the node where a session came or was given one last.
 *   <li>Calls come under the caller's locks: nothing blocks, and no code of the application runs. The receiver may be called from within,
 *       or later by other threads.
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
     * @return done when the other nodes know, or will learn it; fails with a {@link ClusterException} if they will not, as this node has
     *     told them all that it may
     */
    CompletionStage<Void> put(ChannelId channel, Member member);

    /**
     * This node has none of a member's sessions any more.
     *
     * @param id the member's
     * @return done when the other nodes know, or will learn it
     */
    CompletionStage<Void> remove(ChannelId channel, String id);

    /**
     * This node sends its clients to others from now on, as it drains or stops: members that are removed may be back on another one. A
     * node that has no others need not do anything.
     */
    default void leaving() {}

    /**
     * @return how many members stay only since they may come back from nodes that are lost or leaving, each counted once for each such node
     *     and channel
     */
    default int awaited() {
        return 0;
    }

    /** Tells nobody any more. */
    void stop();

    /** Learns who the members of channels are, on all nodes together. */
    interface Receiver {

        /** @param member with the sessions of all nodes, in the place of what was told for its id before */
        void present(ChannelId channel, Member member);

        /**
         * A member was there before this node came: it has not joined. By default, as if it had.
         *
         * @param member as with {@link #present}
         */
        default void known(ChannelId channel, Member member) {
            present(channel, member);
        }

        /** @param id of a member that has no sessions any more */
        void absent(ChannelId channel, String id);

        /**
         * Some of what is there was told by another thread than that of who has put or removed something: listeners can be told of it. By
         * default, nothing happens.
         */
        default void settled() {}

        /** @return never throws; by default, nobody is told */
        default ServerEvents events() {
            return new ServerEvents() {};
        }
    }
}
