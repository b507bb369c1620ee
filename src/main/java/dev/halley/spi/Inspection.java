package dev.halley.spi;

import dev.halley.api.ServerSession;
import java.util.List;

/**
 * Values of the running server for operators, beyond what applications see.
 *
 * <p>Thread-safety: thread-safe; each value is true of one moment, but two values may be of different moments.
 *
 * @since 0.1.0
 */
public interface Inspection {

    /** @return what waits for a session of this server; nothing if the session has ended */
    Waiting waiting(ServerSession session);

    /** @return how many connections are open: WebSockets, and HTTP requests that are not answered yet */
    int connections();

    /** @return how many threads may send at a time, not counting blocked ones */
    int senderThreads();

    /** @return how many threads are in a send that does not return */
    int blockedSends();

    /** @return how many publishes the broker has not accepted yet */
    int pendingPublishes();

    /** @return how much the channels with history have stored */
    History.Size history();

    /** @return the state of the history's files */
    History.Storage historyStorage();

    /** Sweeps once, on the calling thread, in addition to the regular sweeps. */
    void sweep();

    /** @return the calls of the application's code that are stuck now, the oldest first */
    List<StuckCall> stuckCalls();

    /** @return the progress of the server's drain */
    Drain drainState();

    /** @return how many members of channels and watchers there are */
    PresenceSizes presence();

    /**
     * Counts of members and watchers of channels.
     *
     * <p>Thread-safety: immutable.
     *
     * @param channels how many channels have visible members
     * @param members how many visible members there are, each counted once for each of its channels
     * @param watchers how many subscriptions there are to the channels that show members
     * @param awaited how many members of lost or leaving nodes are kept for {@code presenceGrace}, each counted once
     *     for each such node and channel
     */
    record PresenceSizes(int channels, int members, int watchers, int awaited) {

        /** No members, no watchers. */
        public static final PresenceSizes NONE = new PresenceSizes(0, 0, 0, 0);
    }

    /** Whether the server drains. */
    enum DrainState {
        /** No drain has begun. */
        NONE,
        /** Some clients are still connected. */
        DRAINING,
        /** All clients have left, or the server has ended their sessions. */
        DRAINED
    }

    /**
     * The progress of a drain.
     *
     * <p>Thread-safety: immutable.
     *
     * @param state whether the server drains
     * @param left how many sessions have ended since the drain began because their clients left
     * @param ended how many sessions the server has ended because their clients stayed
     */
    record Drain(DrainState state, int left, int ended) {}

    /**
     * What waits for a session.
     *
     * <p>Thread-safety: immutable.
     *
     * @param messages how many events wait, or were sent and are not acknowledged
     * @param length the total length of their JSON texts, in bytes of UTF-8
     * @param connectHeld whether the session's connect is held
     * @param connected whether a duplex connection carries the session now
     * @param dropped how many events the session has missed, because there was no room for them or a newer one replaced
     *     them
     */
    record Waiting(int messages, long length, boolean connectHeld, boolean connected, long dropped) {}
}
