package dev.halley.spi;

import dev.halley.api.Member;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import java.util.Collection;
import java.util.List;

/**
 * Tracks which sessions of this server are in which channels, and shows the members to those who watch. The server tells it of one
 * session's coming and going in order; it runs no code of the application on the caller's thread.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface PresenceTracker {

    /** There is nobody anywhere. */
    PresenceTracker NONE = new PresenceTracker() {};

    /** @param server what is used of the server */
    default void start(PresenceContext server) {}

    /**
     * Makes sure that members can be shown at all.
     *
     * @throws IllegalStateException if they cannot; the message says why
     */
    default void require() {
        throw new IllegalStateException("This server was made without presence: it shows no members of channels.");
    }

    /** A session is in a channel; nothing happens if it is already. @param member whose session it is */
    default void enter(ServerSession session, ChannelId channel, String member) {}

    /**
     * A session is subscribed to a channel on which members are shown, or to a pattern, for the first time or again: a channel's members
     * are listed to it.
     */
    default void watch(ServerSession session, ChannelId shownOn) {}

    /** A session is subscribed no more, to whatever that is. */
    default void leave(ServerSession session, ChannelId channel) {}

    /** A session has ended: it is nowhere any more. It enters and watches nothing after that. */
    default void ended(ServerSession session) {}

    /** A session's client is back that was away for too long. */
    default void back(ServerSession session) {}

    /** A session has other {@link ServerSession#presenceInfo}. */
    default void infoChanged(ServerSession session) {}

    /** The members of a channel are shown no more: it has none. */
    default void hide(ChannelId channel) {}

    /** Looks for sessions whose clients have been away for too long. */
    default void sweep() {}

    /** The server sends its clients to other ones from now on, as it drains or stops: they may be back there. */
    default void leaving() {}

    /** @return a snapshot, in the order in which they came */
    default List<Member> members(ChannelId channel) {
        return List.of();
    }

    /** @return whether a session is subscribed to where the members of that channel are shown */
    default boolean isWatched(ChannelId channel) {
        return false;
    }

    /** @return how many there are of everything */
    default Inspection.PresenceSizes inspect() {
        return Inspection.PresenceSizes.NONE;
    }

    /** Shows nothing any more. */
    default void stop() {}

    /** What a tracker uses of the server. */
    interface PresenceContext {

        /** @return whether the members of that channel are shown; takes no lock */
        boolean isOn(ChannelId channel);

        /** @return for how long the session's client has been neither connected nor expected, in nanoseconds; 0 if it is there */
        long awayNanos(ServerSession session);

        /** @param expected whether {@link #back} is to be called as soon as the session's client is heard of */
        void expectBack(ServerSession session, boolean expected);

        /** A member has come. Listeners are told later, of each channel in order. */
        void joined(ChannelId channel, Member member);

        /** A member has gone. Listeners are told later, of each channel in order. */
        void left(ChannelId channel, Member member);

        /** Lets listeners be told of those who have joined and left, soon and by a worker. */
        void tellSoon();

        /** Brings a message to sessions, through their extensions and listeners; called by a task that {@link #run} runs. */
        void deliver(ChannelId channel, RawJson data, Collection<ServerSession> sessions);

        /** Does something on a worker. */
        void run(Runnable task);

        Timer timer();

        ServerEvents events();
    }
}
