package dev.halley.cluster.gateway;

import dev.halley.cluster.runtime.InTurn;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import dev.halley.spi.NodeId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A link, at the node that has the client's connection, to the node that has its session.
 *
 * <p>Thread-safety: thread-safe. {@link #receive} is called by one thread at a time.
 */
final class EdgeLink {

    /** So many bytes of a client's requests may be under way, or wait for being handled; the one that exceeds it is sent all the same. */
    static final int WINDOW = 256 * 1024;

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
    private final InTurn inTurn;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);
    /** The lengths of what the owner has not handled yet; guarded by this, as is the next one. */
    private final Queue<Integer> unhandled = new ArrayDeque<>();

    private int unhandledBytes;

    /**
     * @param inTurn sends to the client, which may block
     * @param whenOver is told once that it has ended
     */
    EdgeLink(long number, ForwardSender owner, End end, InTurn inTurn, Consumer<EdgeLink> whenOver) {
        this.number = number;
        this.owner = owner;
        this.kind = end.kind();
        this.connection = end.connection();
        this.whenLost = end.whenLost();
        this.inTurn = inTurn;
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
    void receive(List<Request> requests) {
        byte[] message = owner.encode(new ForwardMessage.Requests(number, requests));
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

    void release() {
        askForAnswer();
        awaitAnswer(LAST_ANSWER);
    }

    private void askForAnswer() {
        owner.send(new ForwardMessage.Release(number));
    }

    private void awaitAnswer(Duration patience) {
        if (kind == Link.Kind.RESPONSE) {
            try {
                over.await(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void closed(CloseReason reason) {
        if (end()) {
            owner.send(new ForwardMessage.Closed(number, reason));
        }
    }

    // What the owner does

    void send(byte[] utf8) {
        run(() -> sendNow(utf8), () -> sent(false));
    }

    private void sendNow(byte[] utf8) {
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

    void close(CloseReason reason) {
        Runnable close = () -> {
            if (kind == Link.Kind.RESPONSE) {
                end();
            }
            connection.close(reason);
        };
        run(close, close);
    }

    /** In turn, on a thread that may have to wait, as it does where a container's sends block. */
    private void run(Runnable task, Runnable ifRejected) {
        try {
            inTurn.execute(task);
        } catch (RejectedExecutionException stopping) {
            ifRejected.run();
        }
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
