package dev.halley.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A network between clients and a server on this machine that, when it is told to, cuts all its connections at once; or
 * delays what it carries, and cuts each connection by a reset after some number of bytes: anywhere in a message, in either
 * direction.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class UnsteadyLine implements AutoCloseable {

    private static final int CHUNK = 4096;
    private static final int BACKLOG = 100;

    private final ServerSocket entrance;
    private final URI server;
    private final Random random;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile @Nullable Trouble trouble;

    /**
     * What is wrong with the line.
     *
     * @param fewestBytes so many get through each connection at least, both directions together, before it is cut
     * @param mostBytes so many at most
     * @param longestDelay of what gets through
     */
    public record Trouble(int fewestBytes, int mostBytes, Duration longestDelay) {}

    /**
     * @param server where the server is
     * @param seed of what happens by chance
     */
    public UnsteadyLine(URI server, long seed) {
        this.server = server;
        this.random = new Random(seed);
        try {
            entrance = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(this::accept);
    }

    /** @return the server's address, by way of this line */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + entrance.getLocalPort() + server.getPath());
    }

    /** From now on there is trouble, also for the connections that there are. */
    public void disturb(Trouble newTrouble) {
        trouble = newTrouble;
        connections.forEach(connection -> connection.allow(allowance()));
    }

    /** From now on nothing is cut or delayed. */
    public void calm() {
        trouble = null;
        connections.forEach(connection -> connection.allow(Long.MAX_VALUE));
    }

    /** Cuts all connections that there are, by a reset, with whatever is on its way; new ones get through again. */
    public void cut() {
        connections.forEach(Connection::end);
    }

    /** @return how many connections were cut by {@linkplain #disturb trouble} */
    public int cuts() {
        return cuts.get();
    }

    private long allowance() {
        Trouble now = trouble;
        synchronized (random) {
            return now == null
                    ? Long.MAX_VALUE
                    : now.fewestBytes() + random.nextInt(now.mostBytes() - now.fewestBytes() + 1);
        }
    }

    private long delayNanos() {
        Trouble now = trouble;
        synchronized (random) {
            return now == null
                    ? 0
                    : (long) (random.nextDouble() * now.longestDelay().toNanos());
        }
    }

    private static void run(Runnable work) {
        Thread thread = new Thread(work, "unsteady-line");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                try {
                    Connection connection =
                            new Connection(client, new Socket(InetAddress.getLoopbackAddress(), server.getPort()));
                    connections.add(connection);
                    connection.allow(allowance());
                    connection.start();
                } catch (IOException noServer) {
                    reset(client);
                }
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    /** Bytes that are to be written when their time has come; none at all when the connection is to be cut then. */
    private record Chunk(byte[] bytes, boolean last, long due) implements Delayed {

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(due, ((Chunk) other).due);
        }
    }

    private final class Connection {

        private final Socket client;
        private final Socket server;
        private long allowed;

        private Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        synchronized void allow(long bytes) {
            allowed = bytes;
        }

        void start() {
            carry(client, server);
            carry(server, client);
        }

        private void carry(Socket from, Socket to) {
            DelayQueue<Chunk> way = new DelayQueue<>();
            run(() -> read(from, way));
            run(() -> write(way, to));
        }

        private void read(Socket from, DelayQueue<Chunk> way) {
            byte[] buffer = new byte[CHUNK];
            long due = System.nanoTime();
            try {
                from.setTcpNoDelay(true);
                InputStream in = from.getInputStream();
                boolean last = false;
                while (!last) {
                    int count = in.read(buffer);
                    int through = through(count);
                    last = count < 0 || through < count;
                    // Later than what is before it, as two of the same time have no order.
                    due = Math.max(due + 1, System.nanoTime() + delayNanos());
                    way.add(new Chunk(Arrays.copyOf(buffer, Math.max(through, 0)), last, due));
                }
            } catch (IOException gone) {
                way.add(new Chunk(new byte[0], true, due + 1));
            }
        }

        private synchronized int through(int count) {
            if (count < 0) {
                return count;
            }
            if (allowed < count) {
                cuts.incrementAndGet();
                int rest = (int) allowed;
                allowed = 0;
                return rest;
            }
            allowed -= allowed == Long.MAX_VALUE ? 0 : count;
            return count;
        }

        private void write(DelayQueue<Chunk> way, Socket to) {
            try {
                to.setTcpNoDelay(true);
                boolean last = false;
                while (!last) {
                    Chunk chunk = way.take();
                    to.getOutputStream().write(chunk.bytes());
                    last = chunk.last();
                }
            } catch (IOException gone) {
                // Both ends go, which is all that there is to do.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                end();
            }
        }

        void end() {
            connections.remove(this);
            reset(client);
            reset(server);
        }
    }
}
