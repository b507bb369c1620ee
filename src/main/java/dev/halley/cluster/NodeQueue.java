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
        /** @param state whether all of it belongs to the state */
        void send(byte[] message, boolean state);
    }

    /** Learns that more waits than ever did. */
    @FunctionalInterface
    interface HighWater {
        void reached(int messages, long bytes);
    }

    /** How many messages are worth telling; then each power of two. */
    static final int FIRST_MARK = 1_024;

    private final long capacity;
    private final HighWater highWater;
    private final Deque<Frame> waiting = new ArrayDeque<>();
    private long bytes;
    private long dropped;
    private int mark = FIRST_MARK;
    private boolean closed;

    NodeQueue(long capacity, HighWater highWater) {
        this.capacity = capacity;
        this.highWater = highWater;
    }

    /** @return whether it will be sent: a plain message is not taken when the queue is full */
    boolean offer(Frame frame) {
        int messages;
        long length;
        synchronized (this) {
            if (!take(frame)) {
                return false;
            }
            messages = waiting.size();
            length = bytes;
            if (messages < mark) {
                return true;
            }
            mark *= 2;
        }
        highWater.reached(messages, length);
        return true;
    }

    private boolean take(Frame frame) {
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
            sender.send(Frame.encode(batch), batch.get(0).isState());
        }
    }

    private static boolean belongs(Frame frame, List<Frame> batch, int size) {
        return size + frame.length() <= Frame.BATCH
                && frame.isState() == batch.get(0).isState();
    }

    private synchronized List<Frame> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        List<Frame> batch = new ArrayList<>();
        int size = 0;
        while (!waiting.isEmpty() && (batch.isEmpty() || belongs(waiting.getFirst(), batch, size))) {
            Frame frame = waiting.removeFirst();
            size += frame.length();
            bytes -= frame.length();
            batch.add(frame);
        }
        return batch;
    }
}
