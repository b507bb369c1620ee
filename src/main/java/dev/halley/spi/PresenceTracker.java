package dev.halley.spi;

import dev.halley.api.Member;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import java.util.Collection;
import java.util.List;

/**
 * Tracks the channels of this server's sessions, and shows their members to watchers. The server reports the changes of
 * one session in order. No code of the application runs on the caller's thread.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface PresenceTracker {

    /** Tracks nothing. */
    PresenceTracker NONE = new PresenceTracker() {};

    /** @param server the services of the server for the tracker */
    default void start(PresenceContext server) {}

    /**
     * Checks that the server can show members.
     *
     * @throws IllegalStateException if it cannot; the message says why
     */
    default void require() {
        throw new IllegalStateException("This server was made without presence: it shows no members of channels.");
    }

    /**
     * A session has entered a channel; has no effect if it is in the channel already.
     *
     * @param member the member to whom the session belongs
     */
    default void enter(ServerSession session, ChannelId channel, String member) {}

    /**
     * A session has subscribed, for the first time or again, to a channel that shows members, or to a pattern. The
     * tracker sends it the members of a channel.
     */
    default void watch(ServerSession session, ChannelId shownOn) {}

    /** A session has unsubscribed from any channel or pattern. */
    default void leave(ServerSession session, ChannelId channel) {}

    /** A session has ended and is in no channel any more. It enters and watches nothing after that. */
    default void ended(ServerSession session) {}

    /** The client of a session that was away for too long is back. */
    default void back(ServerSession session) {}

    /** The {@link ServerSession#presenceInfo} of a session has changed. */
    default void infoChanged(ServerSession session) {}

    /** A channel no longer shows its members: it then has none. */
    default void hide(ChannelId channel) {}

    /** Looks for sessions whose clients have been away for too long. */
    default void sweep() {}

    /**
     * The server sends its clients to other servers from now on, because it drains or stops; its members may be back
     * there.
     */
    default void leaving() {}

    /** @return a snapshot of the members, in the order in which they joined */
    default List<Member> members(ChannelId channel) {
        return List.of();
    }

    /** @return whether a session is subscribed to the channel that shows the members of this channel */
    default boolean isWatched(ChannelId channel) {
        return false;
    }

    /** @return the counts of members and watchers */
    default Inspection.PresenceSizes inspect() {
        return Inspection.PresenceSizes.NONE;
    }

    /** Stops showing members. */
    default void stop() {}

    /** The services of the server for a tracker. */
    interface PresenceContext {

        /** @return whether the channel shows its members; takes no lock */
        boolean isOn(ChannelId channel);

        /**
         * @return how long the session's client has been neither connected nor expected, in nanoseconds; 0 if it is
         *     present
         */
        long awayNanos(ServerSession session);

        /**
         * Sets whether to call {@link #back} at the next sign of life of the session's client.
         *
         * @param expected whether to call it
         */
        void expectBack(ServerSession session, boolean expected);

        /** Reports that a member has joined. Listeners are called later, for each channel in order. */
        void joined(ChannelId channel, Member member);

        /** Reports that a member has left. Listeners are called later, for each channel in order. */
        void left(ChannelId channel, Member member);

        /** Lets a worker call the listeners of joins and leaves soon. */
        void tellSoon();

        /**
         * Delivers a message to sessions, through their extensions and listeners. Called by a task that {@link #run}
         * runs.
         */
        void deliver(ChannelId channel, RawJson data, Collection<ServerSession> sessions);

        /** Runs a task on a worker. */
        void run(Runnable task);

        Timer timer();

        ServerEvents events();
    }
}
