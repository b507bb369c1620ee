package dev.halley.spi;

import dev.halley.api.ServerSession;
import java.util.List;

/**
 * What the core shows to those who run the server, beyond what applications see.
 *
 * <p>Thread-safety: thread-safe; each answer is true of one moment, two answers not of the same one.
 *
 * @since 0.1.0
 */
public interface Inspection {

    /** @return what waits for a session of this server; nothing for one that has ended */
    Waiting waiting(ServerSession session);

    /** @return how many connections are open: WebSockets, and HTTP requests that are not answered yet */
    int connections();

    /** @return how many threads may send at a time, besides those that are blocked */
    int senderThreads();

    /** @return how many threads are in a send that does not return */
    int blockedSends();

    /** @return how many publishes the broker has not accepted yet */
    int pendingPublishes();

    /** @return how much channels with history keep */
    History.Size history();

    /** @return how that is written to files */
    History.Storage historyStorage();

    /** Sweeps once, on the calling thread, besides the sweeps that come by themselves. */
    void sweep();

    /** @return calls of the application's code that are stuck now, the oldest first */
    List<StuckCall> stuckCalls();

    /** @return how far the server's drain is */
    Drain drainState();

    /** @return how many members of channels there are, and who watches them */
    PresenceSizes presence();

    /**
     * How many members of channels there are.
     *
     * <p>Thread-safety: immutable.
     *
     * @param channels how many channels have members that are shown
     * @param members how many that are, each counted once for each channel
     * @param watchers how many subscriptions there are to where members are shown
     * @param awaited how many members of lost nodes, and of such that leave, are kept for {@code presenceGrace}, each counted once for
     *     each such node and channel
     */
    record PresenceSizes(int channels, int members, int watchers, int awaited) {

        /** Nobody anywhere. */
        public static final PresenceSizes NONE = new PresenceSizes(0, 0, 0, 0);
    }

    /** Whether the server sends its clients away. */
    enum DrainState {
        /** That was not begun. */
        NONE,
        /** There are clients that have not gone. */
        DRAINING,
        /** All have gone, or were ended. */
        DRAINED
    }

    /**
     * How far the drain is.
     *
     * <p>Thread-safety: immutable.
     *
     * @param left how many clients' sessions have ended since it was begun, as their clients went
     * @param ended how many it has ended itself, as they stayed
     */
    record Drain(DrainState state, int left, int ended) {}

    /**
     * What waits for a session.
     *
     * <p>Thread-safety: immutable.
     *
     * @param messages how many events wait, or were sent and are not acknowledged
     * @param length how long their JSON texts are, in bytes of UTF-8
     * @param connectHeld whether the session's connect is held
     * @param connected whether a duplex connection carries the session now
     * @param dropped how many events the session has missed as there was no room for them, or a newer one took their place
     */
    record Waiting(int messages, long length, boolean connectHeld, boolean connected, long dropped) {}
}
