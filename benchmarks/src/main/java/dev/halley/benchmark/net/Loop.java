package dev.halley.benchmark.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Reads and writes all connections of a load, one turn after the other.
 *
 * <p>While something is measured it polls and never blocks: waking a blocked client would be charged to the server.
 *
 * <p>Thread-safety: confined to the thread that calls {@link #until}.
 */
public final class Loop implements Closeable {

    /** Larger than any frame or response of a scenario, since unfinished ones are kept at its start. */
    private static final int BUFFER = 8 << 20;

    /** Addresses of this machine that connections come from. */
    private static final int SOURCES = 8;

    private final Selector selector;
    private final byte[] bytes = new byte[BUFFER];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private int sources;
    private long longestTurn;
    private List<Connection> dirty = new ArrayList<>();
    private List<Connection> flushing = new ArrayList<>();

    /** @throws IOException if the system gives no selector */
    public Loop() throws IOException {
        selector = Selector.open();
    }

    /**
     * Turns until something has happened.
     *
     * @param work asked once a turn, after everything that came in; true ends the loop
     * @param patience how long to try
     * @return whether it has happened; false when the time was up
     * @throws IOException if a connection fails
     */
    public boolean until(Duration patience, BooleanSupplier work) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        flush();
        while (!work.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                flush();
                return false;
            }
            turn();
        }
        flush();
        return true;
    }

    /**
     * Lets time pass without using the processor, and answers whatever comes in.
     *
     * @throws IOException if a connection fails
     */
    public void rest(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        flush();
        for (long left = time.toMillis();
                left > 0;
                left = Duration.ofNanos(end - System.nanoTime()).toMillis()) {
            selector.select(this::ready, left);
            flush();
        }
    }

    private void turn() throws IOException {
        long start = System.nanoTime();
        flush();
        selector.selectNow(this::ready);
        longestTurn = Math.max(longestTurn, System.nanoTime() - start);
    }

    /** @return how long the longest turn took so far, in ns: what came in waited that long at most until it was read */
    public long longestTurn() {
        return longestTurn;
    }

    void connect(Connection connection, InetSocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
        if (address.getAddress().isLoopbackAddress()) {
            // One address has some 28,000 ports, and those of closed connections stay taken for a minute.
            byte[] source = {127, 0, 0, (byte) (2 + sources++ % SOURCES)};
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(source), 0));
        }
        boolean connected = channel.connect(address);
        int interest = connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT;
        connection.attach(channel, channel.register(selector, interest, connection));
        if (connected) {
            connection.connected();
        }
    }

    void dirty(Connection connection) {
        dirty.add(connection);
    }

    /**
     * Writes what is to be sent now, instead of at the end of the turn.
     *
     * @throws IOException if a connection fails
     */
    public void flush() throws IOException {
        while (!dirty.isEmpty()) {
            List<Connection> now = dirty;
            dirty = flushing;
            flushing = now;
            for (Connection connection : now) {
                connection.flush();
            }
            now.clear();
        }
    }

    private void ready(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            if (key.isConnectable()) {
                connection.finishConnect();
            } else if (key.isWritable()) {
                connection.flush();
            }
            if (key.isValid() && key.isReadable()) {
                connection.read(buffer, bytes);
            }
        } catch (IOException e) {
            connection.lost(e.toString());
        }
    }

    /** Drops every connection. */
    @Override
    public void close() throws IOException {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            key.channel().close();
        }
        selector.close();
    }
}
