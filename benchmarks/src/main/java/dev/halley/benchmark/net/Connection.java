package dev.halley.benchmark.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * One socket of the load; keeps no buffer while nothing is half sent or half received.
 *
 * <p>What is sent during a turn of the loop leaves with one write at its end.
 *
 * <p>Thread-safety: confined to its loop's thread.
 */
public abstract class Connection {

    private static final byte[] NOTHING = {};

    private final Loop loop;
    private final InetSocketAddress address;
    private SocketChannel channel;
    private SelectionKey key;
    private byte[] half = NOTHING;
    private byte[] out = NOTHING;
    private int outLength;
    private boolean dirty;
    private boolean open;

    Connection(Loop loop, InetSocketAddress address) {
        this.loop = loop;
        this.address = address;
    }

    /**
     * Starts to connect.
     *
     * @throws IOException if the system refuses at once
     */
    public final void open() throws IOException {
        loop.connect(this, address);
    }

    /** Closes the socket; nobody is told. */
    public final void close() {
        open = false;
        try {
            channel.close();
        } catch (IOException ignored) {
            // Nothing that could be done about it.
        }
    }

    /** The socket is connected. */
    abstract void connected();

    /**
     * Takes what is complete.
     *
     * @return up to where it has been taken; the rest is presented again, with more behind it
     */
    abstract int take(byte[] bytes, int from, int to);

    /** The connection broke. */
    abstract void lost(String why);

    final Loop loop() {
        return loop;
    }

    final InetSocketAddress address() {
        return address;
    }

    final boolean isOpen() {
        return open;
    }

    final void attach(SocketChannel attached, SelectionKey registered) {
        channel = attached;
        key = registered;
        open = true;
    }

    final void finishConnect() throws IOException {
        if (channel.finishConnect()) {
            key.interestOps(SelectionKey.OP_READ);
            connected();
        }
    }

    /** Makes room for so many bytes that leave at the end of the turn, and gives the array to write them to. */
    final byte[] room(int length) {
        if (out.length < outLength + length) {
            out = Arrays.copyOf(out, Math.max(outLength + length, 2 * out.length));
        }
        if (!dirty) {
            dirty = true;
            loop.dirty(this);
        }
        return out;
    }

    final int end() {
        return outLength;
    }

    final void end(int length) {
        outLength = length;
    }

    final void append(byte[] bytes) {
        System.arraycopy(bytes, 0, room(bytes.length), outLength, bytes.length);
        outLength += bytes.length;
    }

    final void flush() throws IOException {
        dirty = false;
        if (!open || outLength == 0 || !channel.isConnected()) {
            return;
        }
        ByteBuffer source = ByteBuffer.wrap(out, 0, outLength);
        channel.write(source);
        int left = source.remaining();
        System.arraycopy(out, outLength - left, out, 0, left);
        outLength = left;
        if (left == 0) {
            out = NOTHING;
        }
        key.interestOps(left == 0 ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    final void read(ByteBuffer buffer, byte[] bytes) throws IOException {
        System.arraycopy(half, 0, bytes, 0, half.length);
        buffer.clear().position(half.length);
        if (!buffer.hasRemaining()) {
            throw new IOException("a message is larger than " + bytes.length + " bytes");
        }
        if (channel.read(buffer) < 0) {
            close();
            lost("the server closed the connection");
            return;
        }
        int from = 0;
        int to = buffer.position();
        int taken;
        do {
            taken = take(bytes, from, to) - from;
            from += taken;
        } while (taken > 0 && open && from < to);
        half = from == to || !open ? NOTHING : Arrays.copyOfRange(bytes, from, to);
    }
}
