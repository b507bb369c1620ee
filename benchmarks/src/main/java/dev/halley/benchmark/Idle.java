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
import java.util.Comparator;
import java.util.List;
import java.util.Map;

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
    private final Duration idle;
    private final PrintStream out;

    /** @param idle how long sessions are idle before they are looked at: longer than what servers time at the start */
    Idle(Servers servers, Duration idle, PrintStream out) {
        this.servers = servers;
        this.idle = idle;
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
        /** Opens one, and calls back when it stands. @return how it is closed, so that the server forgets it at once */
        Runnable open(Loop loop, ServerProcess server, Runnable stands) throws IOException;
    }

    /** What one session costs. */
    private record Cost(double bytes, Map<String, Histogram.Row> rows, int sessions) {}

    /**
     * Measures and tells.
     *
     * @param classes so many classes are listed that there is more of than under the bare container
     * @param others further servers, beside Halley
     */
    void run(int webSockets, int polls, int classes, List<String> others) throws IOException {
        Cost socket = measure("bare", "WebSocket", webSockets, Idle::socket);
        Cost poll = measure("bare", "held long-poll", polls, Idle::held);
        List<String> servers = new ArrayList<>(List.of("halley"));
        servers.addAll(others);
        for (String kind : servers) {
            tell(measure(kind, "WebSocket", webSockets, member(Member.Transport.WEBSOCKET)), socket, classes);
            tell(measure(kind, "held long-poll", polls, member(Member.Transport.LONG_POLLING)), poll, classes);
        }
        out.println(
                "Targets for Halley: WebSocket at most 2,048 beyond the container's, long-poll at most 12,288 in all.");
    }

    private Cost measure(String kind, String what, int count, Opener opener) throws IOException {
        try (ServerProcess server = servers.start(kind, new Servers.Mode(Servers.HELD_LONG, false));
                Loop loop = new Loop()) {
            open(loop, server, opener, WARM_UP).forEach(Runnable::run);
            loop.rest(SETTLE);
            Reading before = Reading.of(server);
            open(loop, server, opener, count);
            loop.rest(idle);
            Reading after = Reading.of(server);
            double each = (double) (after.heap.bytes() - before.heap.bytes()) / count;
            out.printf(
                    "%-7s %-15s %,6d sessions: %,8.0f bytes of heap each; resident %d MB -> %d MB; threads %d -> %d%n",
                    kind,
                    what,
                    count,
                    each,
                    before.resident >> 20,
                    after.resident >> 20,
                    before.threads,
                    after.threads);
            return new Cost(each, after.heap.since(before.heap), count);
        }
    }

    /** What there is beyond the bare container, class by class. */
    private void tell(Cost cost, Cost bare, int classes) {
        out.printf("        beyond the container's own: %,.0f bytes%n", cost.bytes - bare.bytes);
        record Beyond(String type, double bytes, double objects) {}
        cost.rows.values().stream()
                .map(row -> {
                    Histogram.Row own = bare.rows.getOrDefault(row.type(), new Histogram.Row(row.type(), 0, 0));
                    return new Beyond(
                            row.type(),
                            (double) row.bytes() / cost.sessions - (double) own.bytes() / bare.sessions,
                            (double) row.objects() / cost.sessions - (double) own.objects() / bare.sessions);
                })
                .filter(beyond -> Math.abs(beyond.bytes) >= 1)
                .sorted(Comparator.comparingDouble(Beyond::bytes).reversed())
                .limit(classes)
                .forEach(beyond -> out.printf(
                        "        %8.1f bytes %6.2f objects  %s%n", beyond.bytes, beyond.objects, beyond.type));
    }

    private static List<Runnable> open(Loop loop, ServerProcess server, Opener opener, int count) throws IOException {
        List<Runnable> opened = new ArrayList<>(count);
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
            Member.Setup setup = new Member.Setup(
                    loop, server.address(), Servers.path(server.name()), new Payload(100), new Member.Listener() {
                        @Override
                        public void ready(Member member) {
                            stands.run();
                        }

                        @Override
                        public void failed(Member member, String why) {
                            throw new IllegalStateException(why);
                        }
                    });
            Member member = Member.of(setup, transport, 0, List.of());
            member.open();
            return member::disconnect;
        };
    }

    private static Runnable socket(Loop loop, ServerProcess server, Runnable stands) throws IOException {
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
        return socket::close;
    }

    private static Runnable held(Loop loop, ServerProcess server, Runnable stands) throws IOException {
        Held held = new Held(stands);
        held.http = new HttpClient(loop, server.address(), "/hold", held);
        held.http.open();
        return held.http::close;
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
