package dev.halley.core;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts what is under way, for whoever waits until nothing is.
 *
 * <p>Thread-safety: thread-safe; guarded by {@code lock}.
 */
final class Countdown {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition none = lock.newCondition();
    private int count;

    void up() {
        lock.lock();
        count++;
        lock.unlock();
    }

    void down() {
        lock.lock();
        try {
            if (--count == 0) {
                none.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** @return whether nothing was under way before the patience ended */
    boolean awaitNone(Duration patience) {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (count > 0 && left > 0) {
                left = none.awaitNanos(left);
            }
            return count == 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
