package dev.halley.cluster;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jgroups.Message;
import org.jgroups.protocols.PerDestinationBundler;

/**
 * Sends nothing more once it has been stopped. JGroups' own then starts a thread for a message that comes late, and nobody ends that
 * thread, which keeps the application's class loader.
 *
 * <p>Thread-safety: thread-safe.
 */
final class LinkBundler extends PerDestinationBundler {

    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /** Guarded by the lock. */
    private boolean running;

    @Override
    public void start() {
        lock.writeLock().lock();
        try {
            super.start();
            running = true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void stop() {
        lock.writeLock().lock();
        try {
            running = false;
            super.stop();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Does not wait: it only enqueues. */
    @Override
    public void send(Message message) throws Exception {
        lock.readLock().lock();
        try {
            if (running) {
                super.send(message);
            }
        } finally {
            lock.readLock().unlock();
        }
    }
}
