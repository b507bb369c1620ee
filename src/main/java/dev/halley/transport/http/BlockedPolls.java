package dev.halley.transport.http;

import dev.halley.protocol.Request;
import java.lang.System.Logger;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts the polls that hold a thread each, because a filter or the container does not allow asynchronous requests, and
 * says so once.
 *
 * <p>Thread-safety: thread-safe.
 */
final class BlockedPolls {

    private static final Logger LOGGER = System.getLogger(BlockedPolls.class.getName());

    private final Semaphore permits;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** @param max how many there may be */
    BlockedPolls(int max) {
        permits = new Semaphore(max);
    }

    /** @return whether the request may keep its thread for a poll */
    boolean tryAcquire(List<Request> requests) {
        if (!isPoll(requests)) {
            return true;
        }
        if (!warned.getAndSet(true)) {
            LOGGER.log(
                    Logger.Level.WARNING,
                    "A filter or servlet on the way to the server does not say async-supported: each held poll keeps a"
                            + " thread. At most maxBlockedPolls of them are held, others are answered at once.");
        }
        return permits.tryAcquire();
    }

    /** Gives back what {@link #tryAcquire} gave. */
    void release(List<Request> requests) {
        if (isPoll(requests)) {
            permits.release();
        }
    }

    private static boolean isPoll(List<Request> requests) {
        return requests.stream().anyMatch(Request.Connect.class::isInstance);
    }
}
