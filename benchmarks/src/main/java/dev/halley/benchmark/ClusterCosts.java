package dev.halley.benchmark;

import dev.halley.benchmark.bayeux.Member;
import dev.halley.benchmark.bayeux.Payload;
import dev.halley.benchmark.net.Loop;
import dev.halley.benchmark.server.ServerProcess;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * What clients of a cluster of three nodes wait for: a delivery over a second node beside one on the same node, a subscription that
 * other nodes have to know of, and deliveries between two nodes while the third stands still.
 *
 * <p>Each node has one client. Thread-safety: confined to one thread.
 */
final class ClusterCosts implements Member.Listener, Closeable {

    private static final int NODES = 3;
    private static final int PAYLOAD = 100;
    private static final String ALL = "/cluster/all";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ATTEMPT = Duration.ofMillis(500);

    /**
     * How much is measured.
     *
     * @param warmUp how long there is traffic before anything is measured
     * @param count deliveries of each kind, and subscriptions
     * @param rate messages a second between the two living nodes
     * @param time how long before, while and after the third is frozen
     * @param rounds how often a node is frozen
     */
    record Plan(Duration warmUp, int count, int rate, Duration time, int rounds) {}

    private final Plan plan;
    private final PrintStream out;
    private final ClusterNodes nodes;
    private final Loop loop = new Loop();
    private final List<Member> members = new ArrayList<>();
    private Arrivals arrivals = (member, from, number, sent) -> {};
    private int ready;
    private int number;
    private long subscribedAt;
    private String failure = "";
    private boolean lost;

    /** What is done with messages that come. */
    private interface Arrivals {
        void arrived(Member member, int from, int number, long sent);
    }

    ClusterCosts(Servers servers, Plan plan, PrintStream out) throws IOException {
        this.plan = plan;
        this.out = out;
        this.nodes = new ClusterNodes(servers, NODES, false);
    }

    /**
     * Measures all of it and prints the figures.
     *
     * @return whether every message came that had to come
     */
    boolean run() throws IOException {
        join();
        traffic(NODES - 1, plan.warmUp);
        deliveries();
        interest();
        frozen();
        out.println(lost ? "Messages were lost." : "Every message came.");
        return !lost;
    }

    private void join() throws IOException {
        for (int i = 0; i < NODES; i++) {
            Member.Setup setup = new Member.Setup(
                    loop, nodes.all().get(i).address(), Servers.path("halley"), new Payload(PAYLOAD), this);
            members.add(Member.of(setup, Member.Transport.WEBSOCKET, i, List.of(ALL, own(i))));
            members.get(i).open();
        }
        await("the clients' sessions", () -> ready == NODES);
        awaitWhole();
    }

    private static String own(int node) {
        return "/cluster/" + node;
    }

    private void await(String what, BooleanSupplier condition) throws IOException {
        if (!loop.until(PATIENCE, () -> condition.getAsBoolean() || !failure.isEmpty()) || !failure.isEmpty()) {
            throw new IOException("waited in vain for " + what + (failure.isEmpty() ? "" : ": " + failure));
        }
    }

    /** Publishes from each node until a message of each has reached the clients of all. */
    private void awaitWhole() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean whole = false;
        while (!whole) {
            int attempt = ++number;
            int[] reached = {0};
            arrivals = (member, from, arrived, sent) -> reached[0] += arrived == attempt ? 1 : 0;
            for (Member member : members) {
                publish(member, ALL, attempt, System.nanoTime());
            }
            whole = loop.until(ATTEMPT, () -> reached[0] == NODES * NODES);
            if (!whole && (System.nanoTime() - end > 0 || !failure.isEmpty())) {
                throw new IOException("the cluster is not whole " + failure);
            }
        }
    }

    private void publish(Member from, String channel, int which, long sent) {
        StringBuilder json = new StringBuilder();
        from.publish(json, channel, new Payload.Numbers(from.index(), which, sent));
        from.send(json);
    }

    /** @return nanoseconds from the publish to the arrival at the only subscriber */
    private long deliver(int from, String channel) throws IOException {
        int which = ++number;
        long[] took = {-1};
        arrivals = (member, publisher, arrived, sent) -> {
            if (arrived == which) {
                took[0] = member.receivedAt() - sent;
            }
        };
        publish(members.get(from), channel, which, System.nanoTime());
        await("a delivery", () -> took[0] >= 0);
        return took[0];
    }

    /** One at a time, in turn. */
    private void deliveries() throws IOException {
        Histogram same = new Histogram(3);
        Histogram other = new Histogram(3);
        for (int i = 0; i < plan.count; i++) {
            same.recordValue(deliver(0, own(0)));
            other.recordValue(deliver(0, own(1)));
        }
        tell("delivery on the same node", same);
        tell("delivery over a second node", other);
        out.printf(Locale.ROOT, "another node adds %.3f ms at the median%n", median(other) - median(same));
    }

    private void interest() throws IOException {
        Histogram reply = new Histogram(3);
        Histogram delivery = new Histogram(3);
        for (int i = 0; i < plan.count; i++) {
            String channel = "/interest/" + i;
            subscribedAt = 0;
            long asked = System.nanoTime();
            members.get(0).subscribe(channel);
            await("a subscription", () -> subscribedAt != 0);
            reply.recordValue(subscribedAt - asked);
            delivery.recordValue(deliver(1, channel));
        }
        tell("subscribe to reply", reply);
        tell("publish on another node at once after the reply, to delivery", delivery);
        out.printf(
                Locale.ROOT,
                "interest is visible on another node %.3f ms after the subscribe, at the median%n",
                median(reply));
    }

    private void frozen() throws IOException {
        List<Double> medians = new ArrayList<>();
        List<Double> tails = new ArrayList<>();
        for (int i = 0; i < plan.rounds; i++) {
            // The youngest first; the oldest, which leads the others, too.
            int third = NODES - 1 - i % NODES;
            ServerProcess node = nodes.all().get(third);
            Histogram before = traffic(third, plan.time);
            node.freeze();
            Histogram meanwhile = traffic(third, plan.time);
            node.thaw();
            awaitWhole();
            tell("node " + third + " is frozen: before", before);
            tell("node " + third + " is frozen: while it is", meanwhile);
            medians.add(median(meanwhile) / median(before));
            tails.add((double) meanwhile.getValueAtPercentile(99) / before.getValueAtPercentile(99));
        }
        out.printf(
                Locale.ROOT,
                "deliveries between the two others while the third is frozen, by those before: p50 %.2f, p99 %.2f (medians of %d rounds; p99 of each %s)%n",
                Median.of(medians),
                Median.of(tails),
                plan.rounds,
                tails.stream()
                        .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
                        .toList());
    }

    /** Latency of what goes from one to the other of the two nodes that are not the third, from when each publish was due. */
    private Histogram traffic(int third, Duration time) throws IOException {
        List<Member> living =
                members.stream().filter(member -> member.index() != third).toList();
        Histogram latency = new Histogram(3);
        int first = number + 1;
        arrivals = (member, from, arrived, sent) -> {
            if (arrived >= first && member.index() != third && member.index() != from) {
                latency.recordValue(Math.max(0, member.receivedAt() - sent));
            }
        };
        long start = System.nanoTime();
        long every = TimeUnit.SECONDS.toNanos(1) / plan.rate;
        long[] published = {0};
        loop.until(time, () -> {
            for (long due = start + published[0] * every; due <= System.nanoTime(); due += every) {
                publish(living.get((int) (published[0]++ % living.size())), ALL, ++number, due);
            }
            return false;
        });
        boolean complete = loop.until(PATIENCE, () -> latency.getTotalCount() >= published[0]);
        if (!complete) {
            out.printf("%d of %d messages came%n", latency.getTotalCount(), published[0]);
            lost = true;
        }
        return latency;
    }

    private void tell(String what, Histogram nanos) {
        Measurement.Latency latency = Measurement.Latency.of(nanos);
        out.printf(
                Locale.ROOT,
                "  %-62s p10 %8.3f ms  p50 %8.3f ms  p99 %8.3f ms  max %8.1f ms  %,7d%n",
                what,
                nanos.getValueAtPercentile(10) / 1e6,
                latency.p50(),
                latency.p99(),
                latency.max(),
                nanos.getTotalCount());
    }

    private static double median(Histogram nanos) {
        return Measurement.Latency.of(nanos).p50();
    }

    @Override
    public void ready(Member member) {
        ready++;
    }

    @Override
    public void subscribed(Member member) {
        subscribedAt = member.receivedAt();
    }

    @Override
    public void event(Member member, int stream, int which, long nanos) {
        arrivals.arrived(member, stream, which, nanos);
    }

    @Override
    public void failed(Member member, String why) {
        failure = "the client of node " + member.index() + ": " + why;
    }

    @Override
    public void close() throws IOException {
        loop.close();
        nodes.close();
    }
}
