package dev.halley.cluster;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jgroups.Message;
import org.jgroups.protocols.PerDestinationBundler;

/**
 * Writes what a {@link SenderThread} sends to the connection at once: that thread has batched it already, and may wait. What others send
 * goes by a queue and a thread for each node.
 *
 * <p>Sends nothing more once it has been stopped. JGroups' own then starts a thread for a message that comes late, and nobody ends that
 * thread, which keeps the application's class loader.
 *
 * <p>Thread-safety: thread-safe.
 */
final class LinkBundler extends PerDestinationBundler {

    /** How long the end waits for what is being written; connections are closed before, so that no write waits for another node. */
    private static final long END_MILLIS = 1_000;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private volatile boolean running;

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
        running = false;
        boolean quiet = isQuiet();
        try {
            super.stop();
        } finally {
            if (quiet) {
                lock.writeLock().unlock();
            }
        }
    }

    private boolean isQuiet() {
        try {
            return lock.writeLock().tryLock(END_MILLIS, MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits on a {@link SenderThread} only. */
    @Override
    public void send(Message message) throws Exception {
        lock.readLock().lock();
        try {
            if (!running) {
                return;
            }
            if (Thread.currentThread() instanceof SenderThread sender && message.getDest() != null) {
                if (message.getSrc() == null) {
                    message.setSrc(local_addr);
                }
                sendSingle(message.getDest(), message, sender.buffer());
            } else {
                super.send(message);
            }
        } finally {
            lock.readLock().unlock();
        }
    }
}
