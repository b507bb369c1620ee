package dev.halley.benchmark;

import dev.halley.benchmark.bayeux.Member;
import dev.halley.benchmark.bayeux.Payload;
import dev.halley.benchmark.bayeux.ReturningMember;
import dev.halley.benchmark.net.Loop;
import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Clients that all come back to a server at once, are let in one after the other, and recover what they have missed of the channel of their
 * room.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class RecoveryCosts implements ReturningMember.Listener, Member.Listener {

    /**
     * @param clients how many come back
     * @param missed messages that each of them has missed
     * @param pace handshakes that the server lets in within a second
     * @param rounds how often it is done, on the same server
     */
    record Plan(int clients, int missed, int pace, int rounds) {}

    private record Waiting(ReturningMember member, long due) {}

    private static final int ROOM = 50;
    private static final int PAYLOAD = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Servers servers;
    private final Plan plan;
    private final PrintStream out;
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(Comparator.comparingLong(Waiting::due));
    /** From the subscribe, with what that waited for. */
    private final Histogram latency = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
    /** From the reply to the subscribe, which the server sends as soon as it has read what was missed. */
    private final Histogram afterReply = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);

    private final Map<ReturningMember, Long> repliedAt = new IdentityHashMap<>();
    private Member publisher;
    private boolean ready;
    private int published;
    private int acknowledged;
    private String positions = "";
    private int done;
    private int wrong;
    private int refused;
    private int failed;
    private String why = "";

    RecoveryCosts(Servers servers, Plan plan, PrintStream out) {
        this.servers = servers;
        this.plan = plan;
        this.out = out;
    }

    /** @return whether nobody has missed anything */
    boolean run() throws IOException {
        Servers pacing = servers.with(
                List.of("-Dhalley.history=/rooms/**=1000/1h", "-Dhalley.maxHandshakesPerSecond=" + plan.pace));
        boolean whole = true;
        try (ServerProcess server = pacing.start("halley", new Servers.Mode(Servers.HELD, false))) {
            for (int i = 0; i < plan.rounds; i++) {
                try (Loop loop = new Loop()) {
                    whole &= round(server, loop, i);
                }
            }
        }
        return whole;
    }

    private int rooms() {
        return (plan.clients + ROOM - 1) / ROOM;
    }

    private static String room(int round, int room) {
        return "/rooms/" + round + "/" + room;
    }

    private boolean round(ServerProcess server, Loop loop, int round) throws IOException {
        reset();
        Member.Setup setup =
                new Member.Setup(loop, server.address(), Servers.path(server.name()), new Payload(PAYLOAD), this);
        publishAll(setup, round);
        long heap = server.histogram().bytes();
        long resident = server.residentBytes();
        long cpu = server.cpuNanos();
        long start = System.nanoTime();
        List<ReturningMember> all = new ArrayList<>();
        for (int i = 0; i < plan.clients; i++) {
            String channel = room(round, i / ROOM);
            all.add(new ReturningMember(
                    setup, "\"" + channel + "\"", "{\"" + channel + "\":" + position(channel) + "}", this));
            all.get(i).open();
        }
        loop.until(PATIENCE, () -> {
            comeAgain();
            return done + failed >= plan.clients;
        });
        long nanos = System.nanoTime() - start;
        cpu = server.cpuNanos() - cpu;
        long residentThen = server.residentBytes();
        tell(nanos, cpu);
        out.printf(Locale.ROOT, "    the load's longest turn %.0f ms%n", loop.longestTurn() / 1e6);
        out.printf(
                Locale.ROOT,
                "    heap %.1f MB before, %.1f MB with all of them; resident %.0f and %.0f MB; heap limit 1,024 MB%n",
                heap / 1e6,
                server.histogram().bytes() / 1e6,
                resident / 1e6,
                residentThen / 1e6);
        all.forEach(ReturningMember::cut);
        publisher.cut();
        return done == plan.clients && wrong == 0;
    }

    private void reset() {
        waiting.clear();
        latency.reset();
        afterReply.reset();
        repliedAt.clear();
        ready = false;
        published = 0;
        acknowledged = 0;
        positions = "";
        done = 0;
        wrong = 0;
        refused = 0;
        failed = 0;
        why = "";
    }

    /** One message a room, then the position behind it, then those that will have been missed. */
    private void publishAll(Member.Setup setup, int round) throws IOException {
        publisher = Member.of(setup, Member.Transport.WEBSOCKET, -1, List.of());
        publisher.open();
        await(setup.loop(), () -> ready, "no session");
        publish(setup.loop(), round, 0);
        String channels = IntStream.range(0, rooms())
                .mapToObj(room -> "\"" + room(round, room) + "\"")
                .collect(Collectors.joining(",", "[", "]"));
        ReturningMember asking = new ReturningMember(setup, channels, "{}", this);
        asking.open();
        await(setup.loop(), () -> !positions.isEmpty(), "no positions");
        asking.cut();
        for (int i = 1; i <= plan.missed; i++) {
            publish(setup.loop(), round, i);
        }
    }

    private void publish(Loop loop, int round, int number) throws IOException {
        for (int i = 0; i < rooms(); i++) {
            StringBuilder json = new StringBuilder();
            publisher.publish(json, room(round, i), new Payload.Numbers(i, number, System.nanoTime()));
            publisher.send(json);
            published++;
        }
        await(loop, () -> acknowledged == published, "not published");
    }

    private void await(Loop loop, BooleanSupplier condition, String otherwise) throws IOException {
        loop.until(PATIENCE, () -> condition.getAsBoolean() || failed > 0);
        if (!condition.getAsBoolean()) {
            throw new Fault(otherwise + ": " + why);
        }
    }

    /** @return what the reply said of the channel, as JSON */
    private String position(String channel) {
        String key = "\"" + channel + "\":{";
        int at = positions.indexOf(key);
        if (at < 0) {
            throw new IllegalStateException("There is no position of " + channel + " in " + positions);
        }
        return positions.substring(at + key.length() - 1, positions.indexOf('}', at) + 1);
    }

    private void comeAgain() {
        long now = System.nanoTime();
        while (!waiting.isEmpty() && waiting.peek().due() - now <= 0) {
            ReturningMember member = waiting.remove().member();
            try {
                member.comeAgain();
            } catch (IOException e) {
                failed(member, e.toString());
            }
        }
    }

    private void tell(long nanos, long cpu) {
        Measurement.Latency figures = Measurement.Latency.of(latency);
        Measurement.Latency replied = Measurement.Latency.of(afterReply);
        out.printf(
                Locale.ROOT,
                "  %,d clients of %,d, %d messages each, back after %.1f s (%,d times told to wait)  subscribe to last message"
                        + " p50 %.1f ms  p99 %.1f ms  max %.0f ms  reply to last message p50 %.1f ms  p99 %.1f ms"
                        + "  server %.2f s  %d wrong  %d failed%s%n",
                done,
                plan.clients,
                plan.missed,
                nanos / 1e9,
                refused,
                figures.p50(),
                figures.p99(),
                figures.max(),
                replied.p50(),
                replied.p99(),
                cpu / 1e9,
                wrong,
                failed,
                why.isEmpty() ? "" : ": " + why);
    }

    @Override
    public void paced(ReturningMember member, long millis) {
        refused++;
        waiting.add(new Waiting(member, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis)));
    }

    @Override
    public void subscribed(ReturningMember member, String reply) {
        repliedAt.put(member, member.receivedAt());
        if (positions.isEmpty()) {
            positions = reply.replace("\\/", "/");
        } else if (!reply.contains("\"recovered\":true")) {
            wrong++;
            why = reply;
        }
    }

    @Override
    public void event(ReturningMember member, int number) {
        if (number != member.next()) {
            wrong++;
        }
        if (number == plan.missed) {
            done++;
            latency.recordValue(member.receivedAt() - member.subscribedAt());
            afterReply.recordValue(member.receivedAt() - repliedAt.get(member));
        }
    }

    @Override
    public void failed(ReturningMember member, String reason) {
        // Who has got everything is not waited for any more.
        if (member.next() <= plan.missed) {
            failed++;
            why = reason;
        }
    }

    @Override
    public void ready(Member member) {
        ready = true;
    }

    @Override
    public void published(Member member) {
        acknowledged++;
    }

    @Override
    public void failed(Member member, String reason) {
        failed++;
        why = reason;
    }
}
