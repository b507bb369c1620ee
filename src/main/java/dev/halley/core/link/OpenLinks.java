package dev.halley.core.link;

import dev.halley.protocol.CloseReason;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The links that are open: those that stay, and response links that are not yet answered.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class OpenLinks {

    private final Set<ServerLink> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();
    private volatile boolean stopping;

    void add(ServerLink link) {
        open.add(link);
        if (stopping && link.stays()) {
            link.end(CloseReason.SERVER_STOPPED);
        }
    }

    void remove(ServerLink link) {
        if (open.remove(link) && stopping) {
            lock.lock();
            try {
                fewer.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    public int size() {
        return open.size();
    }

    /**
     * Closes links that carried no session for too long.
     *
     * @param longest how long one of a transport may be there without one
     * @param closing runs closes, which may wait for their peers
     */
    public void closeIdle(long now, Function<String, Duration> longest, Executor closing) {
        for (ServerLink link : open) {
            if (link.isIdle(now, longest)) {
                closing.execute(() -> link.end(CloseReason.EXPIRED));
            }
        }
    }

    /** Ends the links that stay and carry nobody. @param closing runs closes, which may wait for their peers */
    public void endUnused(CloseReason reason, Executor closing) {
        for (ServerLink link : open) {
            if (link.stays() && link.session() == null) {
                closing.execute(() -> link.end(reason));
            }
        }
    }

    /**
     * Ends the links that stay, waits until requests under way are answered, and ends what is left then.
     *
     * @return whether all went by themselves
     */
    public boolean endAll(Duration patience) {
        stopping = true;
        for (ServerLink link : open) {
            if (link.stays()) {
                link.end(CloseReason.SERVER_STOPPED);
            }
        }
        boolean empty = awaitEmpty(patience);
        open.forEach(link -> link.end(CloseReason.INTERNAL_ERROR));
        return empty;
    }

    private boolean awaitEmpty(Duration patience) {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!open.isEmpty() && left > 0) {
                left = fewer.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return open.isEmpty();
    }
}
