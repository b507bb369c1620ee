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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Clients that know where the history of their room's channel stood, miss some messages, come all at once to one server or to several, are let
 * in one after the other, and recover what they have missed.
 *
 * <p>Done once: {@link #begin}, then {@link #locate} or {@link #meet}, {@link #miss}, {@link #comeBack}. Thread-safety: confined to one
 * thread.
 */
final class Recovery implements ReturningMember.Listener, Member.Listener {

    /** Channels whose messages are kept long enough. */
    static final String HISTORY = "-Dhalley.history=/rooms/**=1000/1h";

    private static final int ROOM = 50;
    private static final int PAYLOAD = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Nearly everybody should have got everything within this. */
    private static final Duration TARGET = Duration.ofSeconds(1);

    /**
     * @param clients how many come back
     * @param missed messages that each of them has missed
     */
    record Crowd(int clients, int missed) {}

    private final Crowd crowd;
    private final int round;
    private final Loop loop;
    private final PrintStream out;
    private final Waiters waiters = new Waiters(this);
    private final Positions positions = new Positions();
    /** From the subscribe, with what that waited for, until the last message. */
    private final Waits waits = new Waits();
    /** From the reply to the subscribe, which the server sends as soon as it has read what was missed. */
    private final Histogram afterReply = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);

    private final Map<ReturningMember, Long> repliedAt = new IdentityHashMap<>();
    private List<ReturningMember> members = List.of();
    private Member publisher;
    private long start;
    private boolean ready;
    private int published;
    private int acknowledged;
    private int done;
    private int wrong;
    private int failed;
    private String why = "";

    /** @param round of which there are channels of its own */
    Recovery(Crowd crowd, int round, Loop loop, PrintStream out) {
        this.crowd = crowd;
        this.round = round;
        this.loop = loop;
        this.out = out;
    }

    private int rooms() {
        return (crowd.clients + ROOM - 1) / ROOM;
    }

    private String room(int room) {
        return "/rooms/" + round + "/" + room;
    }

    private Member.Setup setup(ServerProcess server) {
        return new Member.Setup(loop, server.address(), Servers.path(server.name()), new Payload(PAYLOAD), this);
    }

    /** Publishes one message a room: behind that the clients will go on. */
    void begin(ServerProcess server) throws IOException {
        publisher = Member.of(setup(server), Member.Transport.WEBSOCKET, -1, List.of());
        publisher.open();
        await(() -> ready, "no session");
        publish(0);
    }

    /** One client asks for the positions of all rooms. */
    void locate(ServerProcess server) throws IOException {
        String channels = IntStream.range(0, rooms())
                .mapToObj(room -> "\"" + room(room) + "\"")
                .collect(Collectors.joining(",", "[", "]"));
        Arrivals arrivals = new Arrivals();
        ReturningMember asking = new ReturningMember(setup(server), channels, "{}", arrivals);
        asking.open();
        arrivals.await(1);
        asking.cut();
    }

    /** All clients come to the server, as fast as it lets them, and subscribe; then their connections break. */
    void meet(ServerProcess server) throws IOException {
        Arrivals arrivals = new Arrivals();
        open(List.of(setup(server)), arrivals, channel -> "{}");
        arrivals.await(crowd.clients);
        members.forEach(ReturningMember::cut);
    }

    /** Publishes what the clients will have missed, and waits until it is acknowledged. */
    void miss() throws IOException {
        for (int i = 1; i <= crowd.missed; i++) {
            publish(i);
        }
        publisher.cut();
    }

    private void publish(int number) throws IOException {
        for (int i = 0; i < rooms(); i++) {
            StringBuilder json = new StringBuilder();
            publisher.publish(json, room(i), new Payload.Numbers(i, number, System.nanoTime()));
            publisher.send(json);
            published++;
        }
        await(() -> acknowledged == published, "not published");
    }

    private void await(BooleanSupplier condition, String otherwise) throws IOException {
        loop.until(PATIENCE, () -> condition.getAsBoolean() || failed > 0);
        if (!condition.getAsBoolean()) {
            throw new Fault(otherwise + ": " + why);
        }
    }

    /** What a client asks of its channel's history. */
    private interface Wish {
        String of(String channel);
    }

    /** One client after the other, to one server after the other. */
    private void open(List<Member.Setup> setups, ReturningMember.Listener listener, Wish wish) throws IOException {
        members = new ArrayList<>();
        for (int i = 0; i < crowd.clients; i++) {
            String channel = room(i / ROOM);
            String asked = "{\"" + channel + "\":" + wish.of(channel) + "}";
            members.add(new ReturningMember(setups.get(i % setups.size()), "\"" + channel + "\"", asked, listener));
            members.get(i).open();
        }
    }

    /**
     * All clients come to these servers in turn and recover. Prints how long that took. They stay until {@link #leave}.
     *
     * @return whether nobody has missed anything
     */
    boolean comeBack(List<ServerProcess> servers) throws IOException {
        long cpu = cpuNanos(servers);
        start = System.nanoTime();
        open(servers.stream().map(this::setup).toList(), this, positions::of);
        loop.until(PATIENCE, () -> {
            waiters.turn();
            return done + failed >= crowd.clients;
        });
        long nanos = System.nanoTime() - start;
        tell(nanos, cpuNanos(servers) - cpu);
        tellLate();
        out.printf(Locale.ROOT, "    the load's longest turn %.0f ms%n", loop.longestTurn() / 1e6);
        return done == crowd.clients && wrong == 0;
    }

    private static long cpuNanos(List<ServerProcess> servers) throws IOException {
        long sum = 0;
        for (ServerProcess server : servers) {
            sum += server.cpuNanos();
        }
        return sum;
    }

    /** Cuts the connections of those who came back. */
    void leave() {
        members.forEach(ReturningMember::cut);
    }

    private void tell(long nanos, long cpu) {
        Measurement.Latency figures = Measurement.Latency.of(waits.begunAfter(-1));
        Measurement.Latency replied = Measurement.Latency.of(afterReply);
        out.printf(
                Locale.ROOT,
                "  %,d clients of %,d, %d messages each, back after %.1f s (%,d times told to wait)  subscribe to last message"
                        + " p50 %.1f ms  p99 %.1f ms  max %.0f ms  reply to last message p50 %.1f ms  p99 %.1f ms"
                        + "  server %.2f s  %d wrong  %d failed%s%n",
                done,
                crowd.clients,
                crowd.missed,
                nanos / 1e9,
                waiters.told(),
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

    private void tellLate() {
        long last = waits.lastBeyond(TARGET);
        if (last >= 0) {
            Measurement.Latency later = Measurement.Latency.of(waits.begunAfter(last));
            out.printf(
                    Locale.ROOT,
                    "    %,d waited longer than 1 s; the last of them had subscribed after %.1f s; who did later: p50 %.1f ms  p99 %.1f ms%n",
                    waits.beyond(TARGET),
                    last / 1e9,
                    later.p50(),
                    later.p99());
        }
    }

    @Override
    public void paced(ReturningMember member, long millis) {
        waiters.add(member, millis);
    }

    @Override
    public void subscribed(ReturningMember member, String reply) {
        repliedAt.put(member, member.receivedAt());
        if (!reply.contains("\"recovered\":true")) {
            wrong++;
            why = reply;
        }
    }

    @Override
    public void event(ReturningMember member, int number) {
        if (number != member.next()) {
            wrong++;
        }
        if (number == crowd.missed) {
            done++;
            waits.add(member.subscribedAt() - start, member.receivedAt() - member.subscribedAt());
            afterReply.recordValue(member.receivedAt() - repliedAt.get(member));
        }
    }

    @Override
    public void failed(ReturningMember member, String reason) {
        // Who has got everything is not waited for any more.
        if (member.next() <= crowd.missed) {
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

    /** Members that come for the first time: what is told of the positions is kept. */
    private final class Arrivals implements ReturningMember.Listener {

        private final Waiters paced = new Waiters(this);
        private int arrived;

        void await(int count) throws IOException {
            Recovery.this.await(
                    () -> {
                        paced.turn();
                        return arrived == count;
                    },
                    "no positions");
        }

        @Override
        public void paced(ReturningMember member, long millis) {
            paced.add(member, millis);
        }

        @Override
        public void subscribed(ReturningMember member, String reply) {
            positions.add(reply);
            arrived++;
        }

        @Override
        public void event(ReturningMember member, int number) {
            // Nobody has published another one yet.
            wrong++;
        }

        @Override
        public void failed(ReturningMember member, String reason) {
            Recovery.this.failed(member, reason);
        }
    }
}
