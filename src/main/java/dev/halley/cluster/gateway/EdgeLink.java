package dev.halley.cluster.gateway;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import dev.halley.spi.NodeId;
import dev.halley.spi.Timer;
import dev.halley.spi.TransportContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A link, at the node that has the client's connection, to the node that has its session.
 *
 * <p>Thread-safety: thread-safe. {@link #receive} is called by one thread at a time.
 */
final class EdgeLink implements Link {

    /** So many bytes of a client's requests may be under way, or wait for being handled; the one that exceeds it is sent all the same. */
    static final int WINDOW = 256 * 1024;

    /** A send that has not returned by then blocks. */
    static final Duration BLOCKED_AFTER = Duration.ofSeconds(1);

    /** How long a container waits for the answer to a connect that it cannot let wait any longer. */
    private static final Duration LAST_ANSWER = Duration.ofSeconds(1);

    /**
     * Where it ends at this node.
     *
     * @param whenLost is run if the owner is lost before the link ends otherwise
     */
    record End(Link.Kind kind, Connection connection, Runnable whenLost) {}

    private final long number;
    private final ForwardSender owner;
    private final Link.Kind kind;
    private final Connection connection;
    private final Consumer<EdgeLink> whenOver;
    private final Runnable whenLost;
    private final Executor workers;
    private final Timer timer;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);
    /** The lengths of what the owner has not handled yet; guarded by this, as is the next one. */
    private final Queue<Integer> unhandled = new ArrayDeque<>();

    private int unhandledBytes;

    /**
     * @param server gives workers and time
     * @param whenOver is told once that it has ended
     */
    EdgeLink(long number, ForwardSender owner, End end, TransportContext server, Consumer<EdgeLink> whenOver) {
        this.number = number;
        this.owner = owner;
        this.kind = end.kind();
        this.connection = end.connection();
        this.whenLost = end.whenLost();
        this.workers = server.workers();
        this.timer = server.timer();
        this.whenOver = whenOver;
    }

    long number() {
        return number;
    }

    NodeId owner() {
        return owner.node();
    }

    boolean isOver() {
        return ended.get();
    }

    // What the client does

    /** Waits as long as too much waits at the owner: then the client's next frames are not read. */
    @Override
    public void receive(List<Request> requests) {
        byte[] message = ForwardFormat.encode(new ForwardMessage.Requests(number, requests));
        if (kind == Link.Kind.DUPLEX && !awaitRoom(message.length)) {
            return;
        }
        if (!owner.send(message)) {
            lost();
        }
    }

    /** @return false if it is over */
    private synchronized boolean awaitRoom(int length) {
        try {
            while (unhandledBytes >= WINDOW && !isOver()) {
                wait();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        unhandled.add(length);
        unhandledBytes += length;
        return !isOver();
    }

    @Override
    public void release() {
        askForAnswer();
        awaitAnswer(LAST_ANSWER);
    }

    private void askForAnswer() {
        owner.send(new ForwardMessage.Release(number));
    }

    private void awaitAnswer(Duration patience) {
        if (kind != Link.Kind.DUPLEX) {
            try {
                over.await(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void closed(CloseReason reason) {
        if (end()) {
            owner.send(new ForwardMessage.Closed(number, reason));
        }
    }

    // What the owner does

    /** Before all that is sent. */
    void begin() {
        connection.begin();
    }

    /** On a thread that may have to wait, since sends of some containers block. */
    void send(byte[] utf8) {
        try {
            workers.execute(() -> sendNow(utf8));
        } catch (RejectedExecutionException stopping) {
            sent(false);
        }
    }

    private void sendNow(byte[] utf8) {
        if (kind == Link.Kind.RESPONSE) {
            transmit(utf8);
            return;
        }
        Timer.Task watch = timer.schedule(BLOCKED_AFTER, connection::sendIsBlocked);
        try {
            transmit(utf8);
        } finally {
            watch.cancel();
        }
    }

    private void transmit(byte[] utf8) {
        connection.send(Batch.ofUtf8(utf8), new Connection.Completion() {
            @Override
            public void succeeded() {
                sent(true);
            }

            @Override
            public void failed(Throwable cause) {
                sent(false);
            }
        });
    }

    private void sent(boolean succeeded) {
        if (kind == Link.Kind.RESPONSE ? end() : !isOver()) {
            owner.send(new ForwardMessage.Sent(number, succeeded));
        }
    }

    /** A batch that has not got out yet is given up: else the owner would have waited for it. */
    void close(CloseReason reason) {
        if (kind == Link.Kind.RESPONSE) {
            end();
        }
        connection.close(reason);
    }

    synchronized void handled() {
        Integer length = unhandled.poll();
        unhandledBytes -= length == null ? 0 : length;
        notifyAll();
    }

    /** The owner is not linked any more, and its sessions are lost. */
    void lost() {
        if (end()) {
            whenLost.run();
        }
    }

    /** This node stops: connects that are held are answered, connections are closed. */
    static void stop(Collection<EdgeLink> links) {
        links.forEach(EdgeLink::askForAnswer);
        long deadline = System.nanoTime() + LAST_ANSWER.toNanos();
        for (EdgeLink link : links) {
            link.awaitAnswer(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            if (!link.isOver()) {
                link.connection.close(CloseReason.SERVER_STOPPED);
            }
        }
    }

    /** @return false if it was over already */
    private boolean end() {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        whenOver.accept(this);
        over.countDown();
        synchronized (this) {
            notifyAll();
        }
        return true;
    }
}
