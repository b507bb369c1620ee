package dev.halley.benchmark;

import dev.halley.benchmark.bayeux.Member;
import dev.halley.benchmark.net.Loop;
import dev.halley.benchmark.server.ServerProcess;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What history costs on a cluster of three nodes: rooms with history beside the same ones without, acknowledged publishes that nobody gets, and the clients of a
 * node that is killed, who come back to the two others.
 *
 * <p>All on the same three nodes. Sessions and publishers are spread over all of them; processor time is that of all of them together. Thread-safety: confined to one
 * thread.
 */
final class ClusterHistoryCosts implements Closeable {

    private static final int NODES = 3;

    /** Handshakes that a node lets in within a second: more than the sessions of it in {@link #ROOMS}. */
    private static final int PACE = 200;

    private static final String KEPT = "/rooms/kept";
    private static final String PLAIN = "/plain";

    /** 500 sessions in 10 of 100 rooms each: 50 a room, and of each room some on every node. */
    private static final Scenario.Crowd ROOMS = new Scenario.Crowd(500, 100, 10, 0);

    /** As many channels, so that each node has its share of them, and nobody who subscribes. */
    private static final Scenario.Crowd NOBODY = new Scenario.Crowd(0, 100, 1, 0);

    /** What is measured beside each other. */
    private enum Variant {
        ROOMS_PLAIN("rooms of 50 on plain channels, clients that do not ask", ROOMS, 24, PLAIN, false),
        ROOMS_KEPT("rooms of 50 with history, clients that ask", ROOMS, 24, KEPT, true),
        ONE_PLAIN("acknowledged publish on a plain channel, one in flight", NOBODY, 1, PLAIN, false),
        ONE_KEPT("append, one in flight", NOBODY, 1, KEPT, true),
        MANY_PLAIN("acknowledged publish on a plain channel, 256 in flight", NOBODY, 256, PLAIN, false),
        MANY_KEPT("append, 256 in flight", NOBODY, 256, KEPT, true);

        private final String title;
        private final Scenario scenario;
        private final String parent;
        private final boolean history;

        Variant(String title, Scenario.Crowd crowd, int inFlight, String parent, boolean history) {
            this.title = title;
            this.parent = parent;
            this.history = history;
            Scenario.Flow flow = new Scenario.Flow(100, 1, inFlight, 0, Scenario.Writes.COALESCED, NODES);
            this.scenario =
                    new Scenario(name(), title, Scenario.Kind.PUBLISH, Member.Transport.WEBSOCKET, crowd, flow, 0);
        }
    }

    /** What is measured one after the other. */
    enum Part {
        ROOMS(List.of(List.of(Variant.ROOMS_PLAIN, Variant.ROOMS_KEPT))),
        APPENDS(List.of(List.of(Variant.ONE_PLAIN, Variant.ONE_KEPT), List.of(Variant.MANY_PLAIN, Variant.MANY_KEPT))),
        KILL(List.of());

        /** Each is measured in turn, and divided by the first. */
        private final List<List<Variant>> pairs;

        Part(List<List<Variant>> pairs) {
            this.pairs = pairs;
        }
    }

    /**
     * @param parts what is measured
     * @param traffic how long and how often, of what is measured in rounds
     * @param crowd the clients of the node that is killed
     */
    record Plan(Set<Part> parts, Comparison.Plan traffic, Recovery.Crowd crowd) {

        private List<List<Variant>> pairs() {
            return Stream.of(Part.values())
                    .filter(parts::contains)
                    .flatMap(part -> part.pairs.stream())
                    .toList();
        }
    }

    private final Plan plan;
    private final PrintStream out;
    private final ClusterNodes nodes;
    private final Map<Variant, List<Measurement>> measured = new EnumMap<>(Variant.class);

    ClusterHistoryCosts(Servers servers, Plan plan, PrintStream out) throws IOException {
        this.plan = plan;
        this.out = out;
        this.nodes = new ClusterNodes(
                servers.with(List.of(Recovery.HISTORY, "-Dhalley.maxHandshakesPerSecond=" + PACE)), NODES, false);
    }

    /**
     * Measures all of it and prints the figures.
     *
     * @return whether the clients that came back have missed nothing
     */
    boolean run() throws IOException {
        warmUp();
        for (List<Variant> pair : plan.pairs()) {
            for (int i = 0; i < plan.traffic.rounds(); i++) {
                // Who begins changes, so that what gets slower or faster with time meets both.
                round(pair.get(i % 2), plan.traffic.round());
                round(pair.get(1 - i % 2), plan.traffic.round());
            }
            pair.forEach(variant -> tell(variant, pair.get(0)));
        }
        return !plan.parts.contains(Part.KILL) || killed();
    }

    /** With what is measured in rounds; where only the clients that come back are looked at, with rooms. */
    private void warmUp() throws IOException {
        List<Variant> all = plan.pairs().stream().flatMap(List::stream).toList();
        List<Variant> some = all.isEmpty() ? List.of(Variant.ROOMS_KEPT) : all;
        Duration share = plan.traffic.warmUp().dividedBy(2L * some.size());
        for (int i = 0; i < 2; i++) {
            for (Variant variant : some) {
                measure(variant, share);
            }
        }
    }

    private void round(Variant variant, Duration time) throws IOException {
        Measurement round = measure(variant, time);
        out.printf(
                Locale.ROOT,
                "    %-56s %,9.0f a second  %9.2f us each  load %3.0f %%%n",
                variant.title,
                round.perSecond(),
                round.microsEach(),
                100 * round.loadShare());
        measured.computeIfAbsent(variant, any -> new ArrayList<>()).add(round);
    }

    private Measurement measure(Variant variant, Duration time) throws IOException {
        try {
            return attempt(variant, time);
        } catch (Fault fault) {
            out.println("  once more, for " + fault.getMessage());
            return attempt(variant, time);
        }
    }

    private Measurement attempt(Variant variant, Duration time) throws IOException {
        return Runner.publish(
                variant.scenario, nodes.all(), Runner.channels(variant.parent, variant.history), Runner.START, time);
    }

    private void tell(Variant variant, Variant base) {
        List<Measurement> rounds = measured.get(variant);
        out.printf(
                Locale.ROOT,
                "  %-56s %,9.0f a second  %7.2f us each  ratio %s  p50 %.2f ms  p99 %.2f ms  %4.1f a frame  load %3.0f %%%n",
                variant.title,
                Median.of(rounds, Measurement::perSecond),
                Median.of(rounds, Measurement::microsEach),
                Ratios.of(rounds, measured.get(base)),
                Median.of(rounds, each -> each.latency().p50()),
                Median.of(rounds, each -> each.latency().p99()),
                Median.of(rounds, Measurement::together),
                100 * Median.of(rounds, Measurement::loadShare));
    }

    /** The oldest node, which leads the others, gets all clients, and is killed when it has acknowledged what they miss. */
    private boolean killed() throws IOException {
        ServerProcess first = nodes.all().get(0);
        try (Loop loop = new Loop()) {
            Recovery recovery = new Recovery(plan.crowd, 0, loop, out);
            recovery.begin(first);
            recovery.meet(first);
            recovery.miss();
            first.kill();
            return recovery.comeBack(nodes.all().subList(1, NODES));
        }
    }

    /** Stops the nodes. */
    @Override
    public void close() throws IOException {
        nodes.close();
    }
}
