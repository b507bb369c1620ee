package dev.halley.benchmark;

import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs scenarios on two servers in turn, and compares them round by round.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Comparison {

    /**
     * How long and how often.
     *
     * @param warmUp load on each server before anything counts
     * @param shared whether the same servers do all scenarios, one after the other
     * @param between load on each server before each scenario that they share
     * @param round length of a round
     * @param rounds of each server
     */
    record Plan(Duration warmUp, boolean shared, Duration between, Duration round, int rounds) {}

    /** The load never sleeps: what it lacks of its core, others have had. */
    private static final double QUIET = 0.8;

    /** How long a start is looked at, where rounds are shorter. */
    private static final Duration COLD = Duration.ofSeconds(10);

    private final Servers servers;
    private final Plan plan;
    private final String ours;
    private final boolean allocation;
    private final PrintStream out;
    private final List<String> failures = new ArrayList<>();
    private RateSearch search = new RateSearch();

    /**
     * @param ours the server that is divided by the peer
     * @param allocation whether the JVMs are asked what they allocate
     */
    Comparison(Servers servers, Plan plan, String ours, boolean allocation, PrintStream out) {
        this.servers = servers;
        this.plan = plan;
        this.ours = ours;
        this.allocation = allocation;
        this.out = out;
    }

    /** What the rounds of both servers came to. */
    record Outcome(Scenario scenario, String peer, List<Measurement> ours, List<Measurement> theirs) {

        /** @return the median, over the rounds, of ours divided by theirs */
        double ratio(ToDoubleFunction<Measurement> figure) {
            return Median.of(ratios(figure));
        }

        /** @return ours divided by theirs, round by round */
        List<Double> ratios(ToDoubleFunction<Measurement> figure) {
            return IntStream.range(0, ours.size())
                    .mapToObj(i -> figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)))
                    .toList();
        }

        /** @return whether the machine had other work: then processor time says little */
        boolean disturbed() {
            return Median.of(ours, Measurement::loadShare) < QUIET || Median.of(theirs, Measurement::loadShare) < QUIET;
        }
    }

    /** What is done with each outcome. */
    interface Sink {
        void take(Outcome outcome) throws IOException;
    }

    void run(List<Scenario> scenarios, String peer, Sink sink) throws IOException {
        List<Scenario> fitting = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            if (Servers.can(peer, scenario) && Servers.can(ours, scenario)) {
                fitting.add(scenario);
            } else {
                out.println(scenario.name() + ": not for " + peer);
            }
        }
        for (List<Scenario> together : groups(fitting)) {
            if (together.get(0).kind() == Scenario.Kind.COLD) {
                attempt(together.get(0), peer, () -> sink.take(cold(together.get(0), peer)));
            } else {
                warm(together, peer, sink);
            }
        }
    }

    /** @return the scenarios that are done on the same servers */
    private List<List<Scenario>> groups(List<Scenario> scenarios) {
        if (!plan.shared) {
            return scenarios.stream().map(List::of).toList();
        }
        List<List<Scenario>> groups = new ArrayList<>();
        Stream.of(false, true)
                .map(services -> scenarios.stream()
                        .filter(scenario -> scenario.kind() != Scenario.Kind.COLD && scenario.services() == services)
                        .toList())
                .filter(group -> !group.isEmpty())
                .forEach(groups::add);
        scenarios.stream()
                .filter(scenario -> scenario.kind() == Scenario.Kind.COLD)
                .map(List::of)
                .forEach(groups::add);
        return groups;
    }

    private void warm(List<Scenario> scenarios, String peer, Sink sink) throws IOException {
        search = new RateSearch();
        try (ServerProcess us = start(ours, scenarios.get(0));
                ServerProcess other = start(peer, scenarios.get(0))) {
            // All kinds of work that are to come, so that the JIT sees the mixture from the start.
            Duration share = plan.warmUp.dividedBy(scenarios.size());
            for (Scenario scenario : scenarios) {
                warm(scenario, us, share);
                warm(scenario, other, share);
            }
            for (Scenario scenario : scenarios) {
                attempt(scenario, peer, () -> {
                    load(scenario, us, plan.between);
                    load(scenario, other, plan.between);
                    sink.take(alternate(scenario, us, other));
                });
            }
        }
    }

    /** Something that may show a fault. */
    private interface Work {
        void run() throws IOException;
    }

    private void attempt(Scenario scenario, String peer, Work work) throws IOException {
        out.println(scenario.name() + ": " + scenario.title() + ", " + ours + " and " + peer);
        try {
            work.run();
        } catch (Fault fault) {
            failures.add(scenario.name() + " beside " + peer + ": " + fault.getMessage());
            out.println("  no result: " + fault.getMessage());
        }
    }

    /** A fault that is there to stay is told when the scenario's turn comes. */
    private void warm(Scenario scenario, ServerProcess server, Duration time) throws IOException {
        try {
            load(scenario, server, time);
        } catch (Fault fault) {
            out.println("  while warming up: " + fault.getMessage());
        }
    }

    private Outcome alternate(Scenario scenario, ServerProcess us, ServerProcess other) throws IOException {
        List<Measurement> mine = new ArrayList<>();
        List<Measurement> theirs = new ArrayList<>();
        for (int i = 0; i < plan.rounds; i++) {
            // Who begins changes, so that what gets slower or faster with time meets both.
            if (i % 2 == 0) {
                mine.add(round(scenario, us, plan.round));
            }
            theirs.add(round(scenario, other, plan.round));
            if (i % 2 == 1) {
                mine.add(round(scenario, us, plan.round));
            }
        }
        return new Outcome(scenario, other.name(), mine, theirs);
    }

    /** @return what gave no result, in sentences */
    List<String> failures() {
        return List.copyOf(failures);
    }

    private Outcome cold(Scenario scenario, String peer) throws IOException {
        List<Measurement> mine = new ArrayList<>();
        List<Measurement> theirs = new ArrayList<>();
        for (int i = 0; i < plan.rounds; i++) {
            mine.add(coldRound(scenario, ours));
            theirs.add(coldRound(scenario, peer));
        }
        return new Outcome(scenario, peer, mine, theirs);
    }

    private Measurement coldRound(Scenario scenario, String kind) throws IOException {
        try (ServerProcess server = start(kind, scenario)) {
            return round(scenario, server, plan.shared ? COLD : plan.round);
        }
    }

    /** One server alone. */
    List<Measurement> run(Scenario scenario, ServerProcess server) throws IOException {
        List<Measurement> all = new ArrayList<>();
        load(scenario, server, plan.warmUp);
        for (int i = 0; i < plan.rounds; i++) {
            all.add(round(scenario, server, plan.round));
        }
        return all;
    }

    private ServerProcess start(String kind, Scenario scenario) throws IOException {
        ServerProcess server = servers.start(kind, Servers.Mode.of(scenario));
        if (allocation) {
            server.watchAllocation();
        }
        return server;
    }

    private static void load(Scenario scenario, ServerProcess server, Duration time) throws IOException {
        if (!time.isZero()) {
            // The search for a rate warms up by publishing as fast as it can.
            Scenario warm = scenario.kind() == Scenario.Kind.HIGHEST_RATE
                    ? Scenario.all().get("fanout")
                    : scenario;
            Runner.run(warm, server, time);
        }
    }

    /** A round with a fault is no result; it is done again, once. */
    private Measurement round(Scenario scenario, ServerProcess server, Duration time) throws IOException {
        try {
            return attempt(scenario, server, time);
        } catch (Fault fault) {
            out.println("  once more, for " + fault.getMessage());
            return attempt(scenario, server, time);
        }
    }

    private Measurement attempt(Scenario scenario, ServerProcess server, Duration time) throws IOException {
        Measurement round = scenario.kind() == Scenario.Kind.HIGHEST_RATE
                ? search.run(scenario, server, time)
                : Runner.run(scenario, server, time);
        out.printf(
                "  %-8s %,12.0f a second  %8.2f us each  %4.1f a frame  p50 %.2f ms  p99 %.2f ms  max %.1f ms  server %3.0f %%  load %3.0f %%%s%n",
                server.name(),
                round.perSecond(),
                round.microsEach(),
                round.together(),
                round.latency().p50(),
                round.latency().p99(),
                round.latency().max(),
                100.0 * round.serverNanos() / round.nanos(),
                100.0 * round.loadNanos() / round.nanos(),
                allocation ? String.format("  %,.0f bytes each", round.bytesEach()) : "");
        return round;
    }
}
