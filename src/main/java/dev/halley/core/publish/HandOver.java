package dev.halley.core.publish;

import dev.halley.core.runtime.Platform;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker;
import dev.halley.spi.Publication;
import dev.halley.spi.ServerEvents;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Hands on what the broker brings. What was stored waits in a queue of its channel, that one thread at a time takes from: so subscribers get
 * it in the order of offsets. Who publishes on the channel meanwhile, on that thread or on another one, only adds to the queue.
 *
 * <p>A publisher does that for the others for a while only; then a worker goes on.
 *
 * <p>Thread-safety: guarded by this; nothing is handed on under the lock.
 */
public final class HandOver implements Broker.Receiver {

    /** After so many messages a worker goes on. */
    static final int TURN = 64;

    private final Platform platform;
    private final Coalescer coalescer;
    private final Broadcaster broadcaster;
    private final Map<ChannelId, Line> lines = new HashMap<>();
    /** Written under the lock, read without: every publish asks. */
    private volatile int waiting;

    /** What waits on one channel; there as long as something does, or somebody hands on. */
    private static final class Line {
        private final Queue<Publication> queue = new ArrayDeque<>();
        private boolean taken;
    }

    public HandOver(Platform platform, Coalescer coalescer, Broadcaster broadcaster) {
        this.platform = platform;
        this.coalescer = coalescer;
        this.broadcaster = broadcaster;
    }

    @Override
    public ServerEvents events() {
        return platform.events();
    }

    @Override
    public void received(Publication publication) {
        broadcaster.received(publication);
    }

    @Override
    public synchronized void enqueue(Publication publication) {
        lines.computeIfAbsent(publication.channel(), absent -> new Line()).queue.add(publication);
        waiting = waiting + 1;
    }

    /** @return how many messages were stored and are not handed on yet */
    int waiting() {
        return waiting;
    }

    @Override
    public void handOver(ChannelId channel) {
        if (take(channel)) {
            goOn(channel);
        }
    }

    @Override
    public void handOverByWorker(ChannelId channel) {
        if (take(channel)) {
            platform.handOver(() -> goOn(channel));
        }
    }

    private void goOn(ChannelId channel) {
        // What was touched is sent when the queue is free again: a send may take its time.
        boolean[] more = new boolean[1];
        coalescer.coalesce(() -> more[0] = handOnSome(channel));
        if (more[0]) {
            platform.handOver(() -> goOn(channel));
        }
    }

    /** @return whether more waits, and the queue is still this thread's to hand on */
    private boolean handOnSome(ChannelId channel) {
        for (int i = 0; i < TURN; i++) {
            Publication next = next(channel);
            if (next == null) {
                return false;
            }
            try {
                broadcaster.inOrder(next);
            } catch (RuntimeException | Error thrown) {
                // Nobody's message is to wait for ever.
                platform.events().transportFailed("broker", thrown);
            }
        }
        return true;
    }

    private synchronized boolean take(ChannelId channel) {
        Line line = lines.get(channel);
        boolean free = line != null && !line.taken;
        if (free) {
            line.taken = true;
        }
        return free;
    }

    /** @return null if nothing waits: then the queue is free */
    private synchronized @Nullable Publication next(ChannelId channel) {
        Publication next = lines.get(channel).queue.poll();
        if (next == null) {
            lines.remove(channel);
        } else {
            waiting = waiting - 1;
        }
        return next;
    }
}
