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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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

    static final String SOCKET = "WebSocket";
    static final String POLL = "held long-poll";

    /** Files of a server that are no connections. */
    private static final int OWN_FILES = 600;

    private final Servers servers;
    private final Duration idle;
    private final Results results;
    private final PrintStream out;

    /** @param idle how long sessions are idle before they are looked at: longer than what servers time at the start */
    Idle(Servers servers, Duration idle, Results results, PrintStream out) {
        this.servers = servers;
        this.idle = idle;
        this.results = results;
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
    private record Cost(double bytes, Map<String, Histogram.Row> rows, int sessions, Reading before, Reading after) {

        double resident() {
            return (double) (after.resident - before.resident) / sessions;
        }

        Results.Line line(String server, String what, Cost bare) {
            return new Results.Line(
                    "idle",
                    List.of(server, what),
                    List.of(
                            Integer.toString(sessions),
                            String.format(Locale.ROOT, "%.0f", bytes),
                            String.format(Locale.ROOT, "%.0f", bytes - bare.bytes),
                            String.format(Locale.ROOT, "%.0f", resident()),
                            Long.toString(before.resident >> 20),
                            Long.toString(after.resident >> 20),
                            Integer.toString(before.threads),
                            Integer.toString(after.threads)));
        }
    }

    /**
     * Measures and tells.
     *
     * @param wanted WebSocket sessions, fewer where a process may not have so many files open
     * @param polls held long-polls
     * @param classes so many classes are listed that there is more of than under the bare container
     * @param bare the bare container
     * @param others the servers on it
     */
    void run(int wanted, int polls, int classes, String bare, List<String> others) throws IOException {
        int webSockets = Math.min(wanted, openFiles() - OWN_FILES);
        if (webSockets < wanted) {
            out.printf(
                    "A process may have %,d files open here (ulimit -Hn), so there are %,d WebSocket sessions, not %,d.%n",
                    openFiles(), webSockets, wanted);
        }
        Cost socket = measure(bare, SOCKET, webSockets, Idle::socket);
        Cost poll = measure(bare, POLL, polls, Idle::held);
        results.add(socket.line(bare, SOCKET, socket));
        results.add(poll.line(bare, POLL, poll));
        for (String kind : others) {
            Cost ofSocket = measure(kind, SOCKET, webSockets, member(Member.Transport.WEBSOCKET));
            tell(kind, SOCKET, ofSocket, socket, classes);
            Cost ofPoll = measure(kind, POLL, polls, member(Member.Transport.LONG_POLLING));
            tell(kind, POLL, ofPoll, poll, classes);
        }
        out.println(
                "Targets for Halley: WebSocket at most 2,048 beyond the container's, long-poll at most 12,288 in all.");
    }

    /** How memory grows: more and more sessions on one server, looked at now and then. */
    void curve(String kind, List<Integer> counts) throws IOException {
        out.println("Over idle WebSocket sessions, on " + kind);
        try (ServerProcess server = servers.start(kind, new Servers.Mode(Servers.HELD_LONG, false));
                Loop loop = new Loop()) {
            Opener opener = member(Member.Transport.WEBSOCKET);
            open(loop, server, opener, WARM_UP).forEach(Runnable::run);
            loop.rest(SETTLE);
            Reading before = Reading.of(server);
            int sessions = 0;
            for (int count : counts) {
                open(loop, server, opener, count - sessions);
                sessions = count;
                loop.rest(idle);
                Reading after = Reading.of(server);
                double heap = (double) (after.heap.bytes() - before.heap.bytes()) / count;
                double resident = (double) (after.resident - before.resident) / count;
                out.printf("  %,9d: %,8.0f bytes of heap each, %,8.0f resident%n", count, heap, resident);
                results.add(new Results.Line(
                        "sessions",
                        List.of(Integer.toString(count)),
                        List.of(
                                String.format(Locale.ROOT, "%.0f", heap),
                                String.format(Locale.ROOT, "%.0f", resident))));
            }
        }
    }

    /** @return how many files a process may have open, as this one may */
    private static int openFiles() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/limits"))) {
            return lines.filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.split(" +")[3])
                    .mapToInt(soft -> soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft))
                    .findFirst()
                    .orElseThrow();
        }
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
            Cost cost = new Cost(each, after.heap.since(before.heap), count, before, after);
            out.printf(
                    "%-7s %-15s %,6d sessions: %,8.0f bytes of heap each, %,8.0f resident (%d MB -> %d MB); threads %d -> %d%n",
                    kind,
                    what,
                    count,
                    each,
                    cost.resident(),
                    before.resident >> 20,
                    after.resident >> 20,
                    before.threads,
                    after.threads);
            return cost;
        }
    }

    /** What there is beyond the bare container, class by class. */
    private void tell(String kind, String what, Cost cost, Cost bare, int classes) throws IOException {
        results.add(cost.line(kind, what, bare));
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
        Connection socket = new WebSocketClient(
                loop, server.address(), Servers.context(server.name()) + "/idle", new WebSocketClient.Events() {
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
        held.http = new HttpClient(loop, server.address(), Servers.context(server.name()) + "/hold", held);
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
