package dev.halley.cluster.broker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one other node on their way to the workers, of which one at a time takes them, in order.
 *
 * <p>Thread-safety: thread-safe; the fields are guarded by this.
 */
final class NodeInbox {

    /** After so many a worker is given back, for others to use. */
    static final int TURN = 256;

    /** After this time workers that take no task are asked again. */
    static final Duration AGAIN = Duration.ofMillis(100);

    private final BrokerPlatform platform;
    private final Consumer<byte[]> receiver;
    private final Runnable idle;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean running;

    /**
     * @param receiver takes a message; never throws
     * @param idle is run each time that all have been taken
     */
    NodeInbox(BrokerPlatform platform, Consumer<byte[]> receiver, Runnable idle) {
        this.platform = platform;
        this.receiver = receiver;
        this.idle = idle;
    }

    /** @return false if too much waits already: then it is dropped */
    boolean offer(byte[] message) {
        synchronized (this) {
            if (bytes + message.length > platform.queueBytes()) {
                return false;
            }
            waiting.add(message);
            bytes += message.length;
            if (running) {
                return true;
            }
            running = true;
        }
        start();
        return true;
    }

    private void start() {
        try {
            platform.workers().execute(this::drain);
        } catch (RejectedExecutionException full) {
            platform.timer().schedule(AGAIN, this::start);
        }
    }

    private void drain() {
        for (int i = 0; i < TURN; i++) {
            byte[] message = poll();
            if (message == null) {
                idle.run();
                return;
            }
            receiver.accept(message);
        }
        start();
    }

    private synchronized byte @Nullable [] poll() {
        byte[] message = waiting.poll();
        if (message == null) {
            running = false;
        } else {
            bytes -= message.length;
        }
        return message;
    }

    /** @return whether nothing waits, and nothing is being taken */
    synchronized boolean isIdle() {
        return !running;
    }

    /** @return how many bytes wait */
    synchronized long bytes() {
        return bytes;
    }
}
