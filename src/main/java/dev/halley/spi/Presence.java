package dev.halley.spi;

import dev.halley.api.Member;
import dev.halley.protocol.ChannelId;
import java.util.concurrent.CompletionStage;

/**
 * Knows the members of channels on all nodes of a server. Each node reports its own members, and receives the members
 * of all nodes.
 *
 * <p>Implementations follow these rules:
 *
 * <ul>
 *   <li>What a node reports about a member of a channel counts in the order of its reports.
 *   <li>The receiver gets each change of a member, including those of its own node, and the changes of one member in
 *       their order; a member without a session on any node is absent.
 *   <li>A new receiver first gets the existing members.
 *   <li>The members of a lost or leaving node stay for {@code presenceGrace}: a member that is back on another node by
 *       then was never gone.
 *   <li>The sessions of several nodes are added up; those of a lost or leaving node count only while there are no
 *       others. The info of a member is that of the node where it last got a session or an info.
 *   <li>Calls come under the caller's locks: nothing blocks, and no code of the application runs. The receiver may be
 *       called from within, or later by other threads.
 * </ul>
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface Presence {

    /**
     * Starts reporting members.
     *
     * @param local receives the members
     */
    void start(Receiver local);

    /**
     * Reports that this node has sessions of a member.
     *
     * @param member with the number of its sessions on this node; replaces an earlier report for its id
     * @return completes when the other nodes know the member, or are certain to learn it; fails with a
     *     {@link ClusterException} if they will not, because this node has reached its limit
     */
    CompletionStage<Void> put(ChannelId channel, Member member);

    /**
     * Reports that this node has no more sessions of a member.
     *
     * @param id the member's id
     * @return completes when the other nodes know, or are certain to learn it
     */
    CompletionStage<Void> remove(ChannelId channel, String id);

    /**
     * Reports that this node sends its clients to other nodes from now on, because it drains or stops: members that are
     * removed may be back on another node. Without other nodes, it has no effect.
     */
    default void leaving() {}

    /**
     * @return how many members stay only because they may come back from lost or leaving nodes, each counted once for
     *     each such node and channel
     */
    default int awaited() {
        return 0;
    }

    /** Stops reporting members. */
    void stop();

    /** Receives the members of channels on all nodes together. */
    interface Receiver {

        /**
         * A member is present.
         *
         * @param member with its sessions on all nodes; replaces the earlier report for its id
         */
        void present(ChannelId channel, Member member);

        /**
         * A member was present before this node joined, so it has not joined now. By default the same as
         * {@link #present}.
         *
         * @param member as with {@link #present}
         */
        default void known(ChannelId channel, Member member) {
            present(channel, member);
        }

        /**
         * A member is absent.
         *
         * @param id the id of the member, which has no more sessions
         */
        void absent(ChannelId channel, String id);

        /**
         * Some members were reported by another thread than the one that put or removed a member, so listeners can be
         * called now. By default, does nothing.
         */
        default void settled() {}

        /** @return the observer of events; never throws. By default one that does nothing */
        default ServerEvents events() {
            return new ServerEvents() {};
        }
    }
}
