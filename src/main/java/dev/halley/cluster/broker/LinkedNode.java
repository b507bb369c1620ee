package dev.halley.cluster.broker;

import dev.halley.spi.NodeId;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * Another node, as long as it is linked: what waits of what came from it, and what went to and fro.
 *
 * <p>Thread-safety: thread-safe.
 */
final class LinkedNode {

    private final NodeId id;
    private final NodeInbox inbox;
    private final long publishedBefore;
    private final LongAdder sent = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder missed = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder receivedBytes = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /**
     * @param receiver takes what came from it; never throws
     * @param published how many messages this node has published until now
     */
    LinkedNode(NodeId id, BrokerPlatform platform, BiConsumer<LinkedNode, byte[]> receiver, long published) {
        this.id = id;
        this.inbox = new NodeInbox(platform, message -> receiver.accept(this, message));
        this.publishedBefore = published;
    }

    NodeId id() {
        return id;
    }

    /** @return false if it is dropped */
    boolean arrived(byte[] message) {
        boolean taken = inbox.offer(message);
        if (!taken) {
            dropped.increment();
        }
        return taken;
    }

    void sent(int length) {
        sent.increment();
        sentBytes.add(length);
    }

    void missed() {
        missed.increment();
    }

    void received(int length) {
        received.increment();
        receivedBytes.add(length);
    }

    void malformed() {
        malformed.increment();
    }

    /** @param published how many messages this node has published by now */
    BrokerState.Node state(long published) {
        long wanted = sent.sum() + missed.sum();
        return new BrokerState.Node(
                id,
                sent.sum(),
                sentBytes.sum(),
                Math.max(0, published - publishedBefore - wanted),
                missed.sum(),
                received.sum(),
                receivedBytes.sum(),
                malformed.sum(),
                dropped.sum(),
                inbox.bytes());
    }
}
