package dev.halley.cluster.broker;

import dev.halley.spi.NodeId;
import java.util.concurrent.atomic.LongAdder;

/**
 * Another node, as long as it is linked or something waits that came from it: that, and what went to and fro.
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
    private volatile boolean lost;

    /** What becomes of what comes from nodes. */
    interface Handling {

        /** Takes a message; never throws. */
        void received(LinkedNode from, byte[] message);

        /** It is not linked, and nothing waits that came from it. */
        void over(LinkedNode node);
    }

    /** @param published how many messages this node has published until now */
    LinkedNode(NodeId id, BrokerPlatform platform, Handling handling, long published) {
        this.id = id;
        this.inbox = new NodeInbox(platform, message -> handling.received(this, message), () -> endIfOver(handling));
        this.publishedBefore = published;
    }

    private void endIfOver(Handling handling) {
        if (lost && inbox.isIdle()) {
            handling.over(this);
        }
    }

    /** Says whether it is linked. One that comes back goes on behind what it sent before. */
    void linked(boolean isLinked, Handling handling) {
        lost = !isLinked;
        endIfOver(handling);
    }

    boolean isLost() {
        return lost;
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
