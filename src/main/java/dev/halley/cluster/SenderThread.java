package dev.halley.cluster;

import org.jgroups.util.ByteArrayDataOutputStream;

/**
 * Sends what goes to one other node, and may wait for that node: so what it sends is written to the connection on this thread, and passes
 * no other queue.
 *
 * <p>Thread-safety: the buffer is confined to this thread.
 */
final class SenderThread extends Thread {

    private final ByteArrayDataOutputStream buffer = new ByteArrayDataOutputStream(Frame.BATCH);

    SenderThread(Runnable task, String name) {
        super(null, task, name, 0, false);
        setDaemon(true);
    }

    /** @return what a message is written to before it is sent; empty */
    ByteArrayDataOutputStream buffer() {
        buffer.position(0);
        return buffer;
    }
}
