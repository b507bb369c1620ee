package dev.halley.benchmark;

import dev.halley.benchmark.bayeux.Member;
import dev.halley.benchmark.bayeux.Payload;
import dev.halley.benchmark.net.Loop;
import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What becomes of a client that asks ten times a second, on channels that bring thousands, under each overflow policy; and of another one beside
 * it that takes all.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class OverflowCosts {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PAYLOAD = 100;
    private static final int QUEUE = 1_000;
    /** Messages that the fast reader does not have yet, at most. */
    private static final int IN_FLIGHT = 800;
    /** Messages that are published in one frame, at most. */
    private static final int FRAME = 100;

    /**
     * How much is published.
     *
     * @param rate messages a second
     * @param time how long
     */
    record Plan(int rate, Duration time) {

        int messages() {
            return Math.toIntExact(rate * time.toMillis() / 1_000);
        }
    }

    private enum Policy {
        LATEST("/ticks/"),
        CATCH_UP("/jobs/"),
        DISCONNECT("/plain/");

        private final String parent;

        Policy(String parent) {
            this.parent = parent;
        }

        /** @return whether the reader has all that is to come */
        boolean isDone(SlowReader reader, int messages) {
            return this == DISCONNECT ? reader.hasEnded() : reader.last() == messages - 1;
        }

        /** @return whether it got what the policy promises */
        boolean isKept(SlowReader reader, int messages) {
            boolean inOrder = reader.outOfOrder() == 0;
            return switch (this) {
                case LATEST -> inOrder && reader.last() == messages - 1;
                case CATCH_UP -> inOrder && reader.missing() == 0 && reader.got() == messages;
                case DISCONNECT ->
                    inOrder && reader.missing() == 0 && reader.told().contains("402");
            };
        }
    }

    private final Servers servers;
    private final Plan plan;
    private final PrintStream out;

    OverflowCosts(Servers servers, Plan plan, PrintStream out) {
        this.servers = servers;
        this.plan = plan;
        this.out = out;
    }

    /** @return whether each policy has kept its promise */
    boolean run() throws IOException {
        Servers limited = servers.with(List.of(
                "-Dhalley.overflow=/ticks/*=latest,/jobs/*=catch-up",
                "-Dhalley.history=/jobs/*=" + 2 * plan.messages() + "/10m",
                "-Dhalley.maxHistoryBytes=1000000000",
                "-Dhalley.maxQueue=" + QUEUE));
        boolean kept = true;
        try (ServerProcess server = limited.start("halley", new Servers.Mode(Servers.HELD, false))) {
            for (Policy policy : Policy.values()) {
                round(server, policy, "warm", Optional.empty());
            }
            for (Policy policy : Policy.values()) {
                round(server, policy, "alone", Optional.empty());
                SlowReader reader = SlowReader.start(server, policy.parent + "beside");
                round(server, policy, "beside", Optional.of(reader));
                kept &= told(policy, reader);
            }
        }
        return kept;
    }

    private boolean told(Policy policy, SlowReader reader) {
        boolean kept = policy.isKept(reader, plan.messages());
        out.printf(
                Locale.ROOT,
                "    the slow reader got %,d of %,d, %,d left out, %d out of order; the newest of each response was %.1f ms old (median), %.1f ms (99 %%), %.1f ms (most)%s%n",
                reader.got(),
                plan.messages(),
                reader.missing(),
                reader.outOfOrder(),
                reader.age().getValueAtPercentile(50) / 1e6,
                reader.age().getValueAtPercentile(99) / 1e6,
                reader.age().getMaxValue() / 1e6,
                kept ? "" : "  NOT WHAT THE POLICY PROMISES");
        if (reader.hasEnded()) {
            out.println("    it was told " + reader.told());
        }
        return kept;
    }

    private void round(ServerProcess server, Policy policy, String name, Optional<SlowReader> slow) throws IOException {
        Publishing publishing = new Publishing(policy.parent + name);
        try (Loop loop = new Loop()) {
            Member.Setup setup = new Member.Setup(loop, server.address(), "/cometd", new Payload(PAYLOAD), publishing);
            Member publisher = Member.of(setup, Member.Transport.WEBSOCKET, 0, List.of());
            Member taker = Member.of(setup, Member.Transport.WEBSOCKET, 1, List.of(publishing.channel));
            publisher.open();
            taker.open();
            loop.until(PATIENCE, () -> publishing.ready == 2);
            long heap = server.histogram().bytes();
            long cpu = server.cpuNanos();
            long start = System.nanoTime();
            loop.until(PATIENCE, () -> publishing.publish(publisher, start));
            double seconds = (System.nanoTime() - start) / 1e9;
            cpu = server.cpuNanos() - cpu;
            long heapThen = server.histogram().bytes();
            int behind = slow.map(reader -> plan.messages() - 1 - reader.last()).orElse(0);
            loop.until(PATIENCE, () -> slow.stream().allMatch(reader -> policy.isDone(reader, plan.messages())));
            long caughtUp = System.nanoTime();
            slow.ifPresent(SlowReader::stop);
            out.printf(
                    Locale.ROOT,
                    "  %-10s %-6s  the fast one took %,.0f a second, %,d left out, latency %.2f ms (median), %.1f ms (99 %%); %.1f us a message; live heap %.1f MB before, %.1f MB after; the slow one %,d behind then, done after %.1f s%n",
                    policy.name().toLowerCase(Locale.ROOT),
                    name,
                    plan.messages() / seconds,
                    plan.messages() - publishing.got,
                    publishing.latency.getValueAtPercentile(50) / 1e6,
                    publishing.latency.getValueAtPercentile(99) / 1e6,
                    cpu / 1e3 / plan.messages(),
                    heap / 1e6,
                    heapThen / 1e6,
                    behind,
                    (caughtUp - start) / 1e9);
        }
    }

    /** Publishes at the plan's rate, and sees what the fast reader gets. */
    private final class Publishing implements Member.Listener {

        private final String channel;
        private final Histogram latency = new Histogram(3);
        private int ready;
        private int published;
        private int got;
        /** Where the fast reader is: some it may not have got, as newer ones took their places. */
        private int taken;

        Publishing(String channel) {
            this.channel = channel;
        }

        /** Publishes what is due. @return whether the fast reader has all of it */
        boolean publish(Member publisher, long start) {
            long elapsed = System.nanoTime() - start;
            // A machine that cannot do as much gets less: the fast reader is never behind itself.
            long due = Math.min(Math.min(plan.messages(), elapsed * plan.rate / 1_000_000_000L), taken + IN_FLIGHT);
            while (published < due) {
                StringBuilder json = new StringBuilder();
                for (long end = Math.min(due, published + FRAME); published < end; published++) {
                    publisher.publish(json, channel, new Payload.Numbers(0, published, System.nanoTime()));
                }
                publisher.send(json);
            }
            return taken == plan.messages();
        }

        @Override
        public void ready(Member member) {
            ready++;
        }

        @Override
        public void event(Member member, int stream, int number, long nanos) {
            got++;
            taken = number + 1;
            latency.recordValue(Math.max(0, member.receivedAt() - nanos));
        }

        @Override
        public void failed(Member member, String why) {
            throw new IllegalStateException("Member " + member.index() + ": " + why);
        }
    }
}
