package dev.halley.core.publish;

import dev.halley.api.Position;
import dev.halley.core.runtime.Platform;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker;
import dev.halley.spi.Publication;
import dev.halley.spi.ServerEvents;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Hands on what the broker brings. What was stored waits in a queue of its channel, that one thread at a time takes from: so subscribers get
 * it in the order of offsets. Who publishes on the channel meanwhile, on that thread or on another one, only adds to the queue.
 *
 * <p>A publisher does that for the others for a while only; then a worker goes on.
 *
 * <p>Thread-safety: thread-safe. Each queue is guarded by its {@link Line}; nothing is handed on under the lock.
 */
public final class HandOver implements Broker.Receiver {

    /** After so many messages a worker goes on. */
    static final int TURN = 64;

    private final Platform platform;
    private final Coalescer coalescer;
    private final Broadcaster broadcaster;
    private final Map<ChannelId, Line> lines = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * What waits on one channel; there as long as something does, or somebody hands on.
     *
     * <p>Thread-safety: guarded by this.
     */
    private static final class Line {
        private final Queue<Runnable> queue = new ArrayDeque<>();
        /** Whether a thread hands on; it stays that of the last one. */
        private boolean taken;
        /** Nothing waited when a thread looked for more: what comes goes to another one in its place. */
        private boolean over;

        synchronized boolean add(Runnable step) {
            return !over && queue.add(step);
        }

        synchronized boolean take() {
            boolean free = !taken;
            taken = true;
            return free;
        }

        /** @return null if nothing waits: then it is over */
        synchronized @Nullable Runnable next() {
            Runnable next = queue.poll();
            over = next == null;
            return next;
        }
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
    public void enqueue(Publication publication) {
        add(publication.channel(), () -> broadcaster.inOrder(publication));
    }

    @Override
    public void lost(ChannelId channel, Position top) {
        add(channel, () -> broadcaster.lost(channel, top));
    }

    private void add(ChannelId channel, Runnable step) {
        waiting.incrementAndGet();
        Line line = lines.computeIfAbsent(channel, absent -> new Line());
        while (!line.add(step)) {
            lines.remove(channel, line);
            line = lines.computeIfAbsent(channel, absent -> new Line());
        }
    }

    /** @return how many messages were stored and are not handed on yet */
    int waiting() {
        return waiting.get();
    }

    @Override
    public void handOver(ChannelId channel) {
        Line line = lines.get(channel);
        if (line != null && line.take()) {
            goOn(channel, line);
        }
    }

    @Override
    public void handOverByWorker(ChannelId channel) {
        Line line = lines.get(channel);
        if (line != null && line.take()) {
            platform.handOver(() -> goOn(channel, line));
        }
    }

    @Override
    public void together(Runnable step) {
        platform.batches().gather(step);
    }

    private void goOn(ChannelId channel, Line line) {
        // What was touched is sent when the queue is free again: a send may take its time.
        boolean[] more = new boolean[1];
        coalescer.coalesce(() -> more[0] = handOnSome(channel, line));
        if (more[0]) {
            platform.handOver(() -> goOn(channel, line));
        }
    }

    /** @return whether more waits, and the queue is still this thread's to hand on */
    private boolean handOnSome(ChannelId channel, Line line) {
        for (int i = 0; i < TURN; i++) {
            Runnable next = line.next();
            if (next == null) {
                lines.remove(channel, line);
                return false;
            }
            waiting.decrementAndGet();
            try {
                next.run();
            } catch (RuntimeException | Error thrown) {
                // Nobody's message is to wait for ever.
                platform.events().transportFailed("broker", thrown);
            }
        }
        return true;
    }
}
