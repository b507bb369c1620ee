package dev.halley.benchmark;

import dev.halley.benchmark.bayeux.Member;
import dev.halley.benchmark.bayeux.Payload;
import dev.halley.benchmark.net.Loop;
import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Clients that come all at once, as they do when a server has been restarted, while one of them publishes.
 *
 * <p>Each subscribes to three channels: one of everybody, that of its room, where a message is published now and then, and one of its own.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Storm implements Member.Listener {

    private static final int ROOM = 50;

    private static final int PAYLOAD = 100;

    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(100);

    /** After that, who is not served has given up. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What was published last is waited for so long. */
    private static final Duration LAST = Duration.ofSeconds(2);

    private final int clients;
    private final Histogram latency = new Histogram(3);
    private Member publisher;
    private long first;
    private long due;
    private int published;
    private int shaken;
    private int served;
    private int lost;
    private String why = "";

    Storm(int clients) {
        this.clients = clients;
    }

    /**
     * What came of it.
     *
     * @param served how long it took until the last one was served, in nanoseconds
     * @param firstHandshake when the first handshake was answered, by {@link System#nanoTime}
     * @param serverNanos processor time of the server from the opened port on
     * @param latency of the messages that were published meanwhile
     * @param lost clients that gave up
     * @param why what one of those was told
     */
    record Outcome(
            long served, long firstHandshake, long serverNanos, Measurement.Latency latency, int lost, String why) {}

    Outcome strike(ServerProcess server) throws IOException {
        try (Loop loop = new Loop()) {
            Member.Setup setup =
                    new Member.Setup(loop, server.address(), Servers.path(server.name()), new Payload(PAYLOAD), this);
            List<Member> all = IntStream.range(0, clients)
                    .mapToObj(i -> Member.of(
                            setup,
                            Member.Transport.WEBSOCKET,
                            i,
                            List.of("/storm/everybody", room(i / ROOM), "/storm/own/" + i)))
                    .toList();
            long cpu = server.cpuNanos();
            long start = System.nanoTime();
            for (Member member : all) {
                member.open();
            }
            loop.until(PATIENCE, () -> {
                publish();
                return served + lost >= clients;
            });
            long end = System.nanoTime();
            cpu = server.cpuNanos() - cpu;
            loop.until(LAST, () -> false);
            return new Outcome(end - start, first, cpu, Measurement.Latency.of(latency), clients - served, why);
        }
    }

    private static String room(int number) {
        return "/storm/room/" + number;
    }

    private void publish() {
        long now = System.nanoTime();
        if (publisher != null && now - due >= 0) {
            int rooms = (clients + ROOM - 1) / ROOM;
            StringBuilder json = new StringBuilder();
            publisher.publish(json, room(published % rooms), new Payload.Numbers(0, published, now));
            publisher.send(json);
            published++;
            due = now + EVERY;
        }
    }

    @Override
    public void shaken(Member member) {
        if (shaken++ == 0) {
            first = System.nanoTime();
        }
    }

    @Override
    public void ready(Member member) {
        if (served++ == 0) {
            publisher = member;
            due = System.nanoTime();
        }
    }

    @Override
    public void event(Member member, int stream, int number, long nanos) {
        latency.recordValue(Math.max(0, member.receivedAt() - nanos));
    }

    @Override
    public void failed(Member member, String reason) {
        lost++;
        why = reason;
    }
}
