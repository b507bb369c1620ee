package dev.halley.benchmark;

import dev.halley.benchmark.bayeux.Member;
import dev.halley.benchmark.bayeux.Payload;
import dev.halley.benchmark.net.Connection;
import dev.halley.benchmark.net.HttpClient;
import dev.halley.benchmark.net.Loop;
import dev.halley.benchmark.net.WebSocketClient;
import dev.halley.benchmark.server.Histogram;
import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What an idle session costs: heap, resident memory and threads, beside what the bare container takes for the same sockets.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Idle {

    /** So many are opened and closed before anything is counted, so that classes and caches are there. */
    private static final int WARM_UP = 200;

    /** So many connect at a time: fewer than a listen backlog takes. */
    private static final int AT_ONCE = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How long a server gets to forget what was opened for warming up. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private final Servers servers;
    private final PrintStream out;

    Idle(Servers servers, PrintStream out) {
        this.servers = servers;
        this.out = out;
    }

    /** What a server looked like, without and with the sessions. */
    private record Reading(Histogram heap, long resident, int threads) {
        static Reading of(ServerProcess server) throws IOException {
            Histogram heap = server.histogram();
            return new Reading(heap, server.residentBytes(), server.threads());
        }
    }

    /** How idle connections of one kind are opened. */
    private interface Opener {
        /** Opens one, and calls back when it stands. */
        Connection open(Loop loop, ServerProcess server, Runnable stands) throws IOException;
    }

    void run(int webSockets, int polls, int classes) throws IOException {
        double bareSocket = measure("bare", "bare Jetty, WebSocket", webSockets, Idle::socket, 0);
        double socket = measure("halley", "Halley, WebSocket", webSockets, member(Member.Transport.WEBSOCKET), classes);
        double barePoll = measure("bare", "bare Jetty, held request", polls, Idle::held, 0);
        double poll =
                measure("halley", "Halley, held long-poll", polls, member(Member.Transport.LONG_POLLING), classes);
        out.printf(
                "%nWebSocket: %.0f bytes a session, of which Halley's %.0f (target: at most 2,048)%n",
                socket, socket - bareSocket);
        out.printf(
                "Long-poll: %.0f bytes a session (target: at most 12,288), of which Halley's %.0f%n",
                poll, poll - barePoll);
    }

    private double measure(String kind, String title, int count, Opener opener, int classes) throws IOException {
        try (ServerProcess server = servers.start(kind, List.of("-Dhalley.timeout=3600000"));
                Loop loop = new Loop()) {
            List<Connection> first = open(loop, server, opener, WARM_UP);
            first.forEach(Connection::close);
            loop.rest(SETTLE);
            Reading before = Reading.of(server);
            open(loop, server, opener, count);
            loop.rest(SETTLE);
            Reading after = Reading.of(server);
            double each = (double) (after.heap.bytes() - before.heap.bytes()) / count;
            out.printf(
                    "%-24s %,6d sessions: %,7.0f bytes of heap each; resident %d MB -> %d MB; threads %d -> %d%n",
                    title, count, each, before.resident >> 20, after.resident >> 20, before.threads, after.threads);
            after.heap.since(before.heap).stream()
                    .filter(row -> row.bytes() >= 4L * count)
                    .limit(classes)
                    .forEach(row -> out.printf(
                            "    %8.1f bytes %6.2f objects  %s%n",
                            (double) row.bytes() / count, (double) row.objects() / count, row.type()));
            return each;
        }
    }

    private static List<Connection> open(Loop loop, ServerProcess server, Opener opener, int count) throws IOException {
        List<Connection> opened = new ArrayList<>(count);
        int[] standing = {0};
        while (opened.size() < count) {
            for (int i = Math.min(AT_ONCE, count - opened.size()); i > 0; i--) {
                opened.add(opener.open(loop, server, () -> standing[0]++));
            }
            if (!loop.until(PATIENCE, () -> standing[0] == opened.size())) {
                throw new IOException("only " + standing[0] + " of " + opened.size() + " sessions came to stand");
            }
        }
        return opened;
    }

    private static Opener member(Member.Transport transport) {
        return (loop, server, stands) -> {
            Member.Setup setup =
                    new Member.Setup(loop, server.address(), Servers.PATH, new Payload(100), new Member.Listener() {
                        @Override
                        public void ready(Member member) {
                            stands.run();
                        }

                        @Override
                        public void failed(Member member, String why) {
                            throw new IllegalStateException(why);
                        }
                    });
            Member member = new Member(setup, transport, 0, List.of());
            member.open();
            return member.connection();
        };
    }

    private static Connection socket(Loop loop, ServerProcess server, Runnable stands) throws IOException {
        Connection socket = new WebSocketClient(loop, server.address(), "/idle", new WebSocketClient.Events() {
            @Override
            public void opened() {
                stands.run();
            }

            @Override
            public void message(byte[] bytes, int from, int to) {
                throw new IllegalStateException("nothing should come");
            }

            @Override
            public void lost(String why) {
                throw new IllegalStateException(why);
            }
        });
        socket.open();
        return socket;
    }

    private static Connection held(Loop loop, ServerProcess server, Runnable stands) throws IOException {
        Held held = new Held(stands);
        held.http = new HttpClient(loop, server.address(), "/hold", held);
        held.http.open();
        return held.http;
    }

    /** A handshake that is answered, then a request that is held. */
    private static final class Held implements HttpClient.Events {

        private final Runnable stands;
        private HttpClient http;

        private Held(Runnable stands) {
            this.stands = stands;
        }

        @Override
        public void opened() {
            http.send("[{\"channel\":\"/meta/handshake\"}]".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        @Override
        public void message(byte[] bytes, int from, int to) {
            http.send("[{\"channel\":\"/meta/connect\",\"clientId\":\"0123456789abcdef0123456789abcdef\",\"id\":\"3\"}]"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            stands.run();
        }

        @Override
        public void lost(String why) {
            throw new IllegalStateException(why);
        }
    }
}
