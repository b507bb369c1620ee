package dev.halley.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What waits for one other node; one thread sends it, and it alone waits when the node takes nothing. */
final class NodeQueue {

    /** Gives bytes to the channel; may wait. */
    @FunctionalInterface
    interface Sender {
        void send(byte[] message);
    }

    private final long capacity;
    private final Deque<Frame> waiting = new ArrayDeque<>();
    private long bytes;
    private long dropped;
    private boolean closed;

    NodeQueue(long capacity) {
        this.capacity = capacity;
    }

    /** @return whether it will be sent: a plain message is not taken when the queue is full */
    synchronized boolean offer(Frame frame) {
        if (closed || (frame.isPlain() && bytes + frame.length() > capacity)) {
            dropped++;
            return false;
        }
        waiting.add(frame);
        bytes += frame.length();
        notifyAll();
        return true;
    }

    /** Forgets what waits. */
    synchronized void clear() {
        dropped += waiting.size();
        waiting.clear();
        bytes = 0;
    }

    synchronized void close() {
        clear();
        closed = true;
        notifyAll();
    }

    synchronized int messages() {
        return waiting.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    /** @return how many messages were not sent */
    synchronized long dropped() {
        return dropped;
    }

    /** Sends what comes until the queue is closed. */
    void run(Sender sender) throws InterruptedException {
        for (List<Frame> batch = take(); !batch.isEmpty(); batch = take()) {
            sender.send(Frame.encode(batch));
        }
    }

    private synchronized List<Frame> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        List<Frame> batch = new ArrayList<>();
        int size = 0;
        while (!waiting.isEmpty()
                && (batch.isEmpty() || size + waiting.getFirst().length() <= Frame.BATCH)) {
            Frame frame = waiting.removeFirst();
            size += frame.length();
            bytes -= frame.length();
            batch.add(frame);
        }
        return batch;
    }
}
