package dev.halley.testing;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reverse proxy on the loopback interface that sends each request to the next server, whoever sent it and over whatever connection:
 * a plain round robin. A server that does not accept connections is passed over. A WebSocket stays where its upgrade was answered.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class RoundRobinProxy implements AutoCloseable {

    private static final String BAD_GATEWAY = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";

    private final ServerSocket entrance;
    private final List<Integer> servers;
    private final AtomicInteger requests = new AtomicInteger();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    /** @param servers their ports */
    public RoundRobinProxy(List<Integer> servers) {
        this.servers = List.copyOf(servers);
        try {
            entrance = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(this::accept);
    }

    /** @return its address, which ends with a slash */
    public URI address() {
        return URI.create("http://127.0.0.1:" + port() + "/");
    }

    /** @return its port */
    public int port() {
        return entrance.getLocalPort();
    }

    /** @param server the number of the one to which the next request goes, whoever sends that */
    public void goOnWith(int server) {
        requests.set(server);
    }

    private static void run(Runnable work) {
        Thread thread = new Thread(work, "round-robin-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                new Connection(entrance.accept()).start();
            }
        } catch (IOException closed) {
            connections.forEach(Connection::end);
        }
    }

    private Socket next() throws IOException {
        int first = requests.getAndIncrement();
        for (int i = 0; i < servers.size(); i++) {
            int port = servers.get(Math.floorMod(first + i, servers.size()));
            try {
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                server.setTcpNoDelay(true);
                return server;
            } catch (IOException down) {
                // The next one is asked.
            }
        }
        throw new IOException("no server accepts connections");
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.forEach(Connection::end);
    }

    /** The lines up to the empty one, without their ends. */
    private record Head(List<String> lines) {

        /** @return null at the end of the stream */
        static @Nullable Head read(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
                int c = in.read();
                if (c < 0) {
                    return null;
                }
                head.append((char) c);
            }
            return new Head(
                    head.toString().lines().filter(line -> !line.isEmpty()).toList());
        }

        private String header(String name) {
            String start = name + ":";
            return lines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).trim().toLowerCase(Locale.ROOT))
                    .findFirst()
                    .orElse("");
        }

        boolean upgrades() {
            return header("upgrade").equals("websocket");
        }

        int status() {
            return Integer.parseInt(lines.get(0).split(" ")[1]);
        }

        /** As a proxy hands it on: without what is about the connection, unless that becomes a WebSocket. */
        byte[] bytes() {
            Set<String> hops = upgrades() ? Set.of() : Set.of("connection", "upgrade", "http2-settings", "keep-alive");
            String kept = lines.stream()
                    .filter(line -> !hops.contains(line.split(":", 2)[0].toLowerCase(Locale.ROOT)))
                    .collect(Collectors.joining("\r\n"));
            return (kept + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        }

        /** Copies what follows this head, as it is. */
        void copyBody(InputStream in, OutputStream out) throws IOException {
            if (header("transfer-encoding").equals("chunked")) {
                int size;
                do {
                    String line = line(in);
                    size = Integer.parseInt(line.trim(), 16);
                    out.write(line.getBytes(StandardCharsets.ISO_8859_1));
                    copy(in, out, size + 2);
                } while (size > 0);
            } else if (!header("content-length").isEmpty()) {
                copy(in, out, Integer.parseInt(header("content-length")));
            }
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            while (line.length() == 0 || line.charAt(line.length() - 1) != '\n') {
                int c = in.read();
                if (c < 0) {
                    throw new EOFException();
                }
                line.append((char) c);
            }
            return line.toString();
        }

        private static void copy(InputStream in, OutputStream out, int count) throws IOException {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException();
            }
            out.write(bytes);
            out.flush();
        }
    }

    /** One thread reads requests, and so notices at once when the client goes; the other reads their responses, in the same order. */
    private final class Connection {

        private final Socket client;
        private final Set<Socket> open = ConcurrentHashMap.newKeySet();
        private final BlockingQueue<Socket> asked = new LinkedBlockingQueue<>();

        Connection(Socket client) throws IOException {
            this.client = client;
            client.setTcpNoDelay(true);
            open.add(client);
        }

        void start() {
            connections.add(this);
            run(() -> untilTheEnd(this::requests));
            run(() -> untilTheEnd(this::responses));
            if (entrance.isClosed()) {
                end();
            }
        }

        private void untilTheEnd(Carrier carrier) {
            try {
                carrier.carry();
            } catch (IOException gone) {
                // Both sides are closed, which is all that there is to do.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                end();
            }
        }

        private void requests() throws IOException {
            InputStream in = new BufferedInputStream(client.getInputStream());
            for (Head head = Head.read(in); head != null; head = Head.read(in)) {
                Socket server = next();
                open.add(server);
                OutputStream out = server.getOutputStream();
                out.write(head.bytes());
                head.copyBody(in, out);
                out.flush();
                asked.add(server);
                if (head.upgrades()) {
                    in.transferTo(out);
                }
            }
        }

        private void responses() throws IOException, InterruptedException {
            OutputStream out = client.getOutputStream();
            while (true) {
                try (Socket server = asked.take()) {
                    respond(new BufferedInputStream(server.getInputStream()), out);
                    open.remove(server);
                }
            }
        }

        private void respond(InputStream in, OutputStream out) throws IOException {
            Head head = headOfResponse(in);
            if (head == null) {
                out.write(BAD_GATEWAY.getBytes(StandardCharsets.ISO_8859_1));
                return;
            }
            out.write(head.bytes());
            if (head.status() == 101) {
                in.transferTo(out);
                throw new EOFException();
            }
            head.copyBody(in, out);
        }

        private @Nullable Head headOfResponse(InputStream in) {
            try {
                return Head.read(in);
            } catch (IOException reset) {
                return null;
            }
        }

        void end() {
            connections.remove(this);
            // Wakes the thread that waits for more; of a closed socket it reads nothing.
            asked.add(client);
            for (Socket socket : open) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // It is closed already.
                }
            }
        }
    }

    /** Carries bytes until one side ends. */
    @FunctionalInterface
    private interface Carrier {
        void carry() throws IOException, InterruptedException;
    }
}
