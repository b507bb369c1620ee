package dev.halley.benchmark;

import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a fan-out costs on a channel with history beside the same one on a plain channel: all in turn, so that what the machine does meanwhile meets
 * all of them.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class HistoryCosts {

    private static final String KEPT = "/kept";
    private static final String PLAIN = "/load";

    /** What is measured; the first is what the others are divided by. */
    private enum Variant {
        PLAIN_CHANNEL("plain channel", PLAIN, false),
        NO_HISTORY("plain channel, server without history", PLAIN, false),
        PLAIN_ASKED("plain channel, clients that ask", PLAIN, true),
        KEPT_NOT_ASKED("history, clients that do not ask", KEPT, false),
        KEPT_ASKED("history, clients that ask", KEPT, true);

        private final String title;
        private final String parent;
        private final boolean history;

        Variant(String title, String parent, boolean history) {
            this.title = title;
            this.parent = parent;
            this.history = history;
        }
    }

    private final Servers servers;
    private final Comparison.Plan plan;
    private final Scenario scenario;
    private final PrintStream out;
    private final Map<Variant, List<Measurement>> measured = new EnumMap<>(Variant.class);

    /** @param members how many subscribe */
    HistoryCosts(Servers servers, Comparison.Plan plan, int members, PrintStream out) {
        this.servers = servers;
        this.plan = plan;
        this.scenario = Scenario.of(Options.parse(new String[] {"history", "--members", Integer.toString(members)}));
        this.out = out;
    }

    void run() throws IOException {
        Servers keeping = servers.with(List.of("-Dhalley.history=" + KEPT + "/**=1000/10m"));
        Servers.Mode mode = Servers.Mode.of(scenario);
        try (ServerProcess with = keeping.start("halley", mode);
                ServerProcess without = servers.start("halley", mode)) {
            for (Variant variant : Variant.values()) {
                if (variant != Variant.NO_HISTORY) {
                    Duration share = plan.warmUp().dividedBy(Variant.values().length);
                    round(variant, with, without, share);
                    round(Variant.NO_HISTORY, with, without, share);
                }
            }
            measured.clear();
            for (int i = 0; i < plan.rounds(); i++) {
                List<Variant> order = new ArrayList<>(List.of(Variant.values()));
                Collections.rotate(order, i);
                for (Variant variant : order) {
                    round(variant, with, without, plan.round());
                }
            }
        }
        measured.forEach(this::tell);
    }

    private void round(Variant variant, ServerProcess with, ServerProcess without, Duration time) throws IOException {
        ServerProcess server = variant == Variant.NO_HISTORY ? without : with;
        Measurement result = Runner.publish(
                scenario, List.of(server), Runner.channels(variant.parent, variant.history), Runner.START, time);
        measured.computeIfAbsent(variant, any -> new ArrayList<>()).add(result);
    }

    private void tell(Variant variant, List<Measurement> rounds) {
        out.printf(
                Locale.ROOT,
                "  %-40s %,10.0f a second  %6.3f us each  ratio %s  %4.1f a frame  load %3.0f %%%n",
                variant.title,
                Median.of(rounds, Measurement::perSecond),
                Median.of(rounds, Measurement::microsEach),
                Ratios.of(rounds, measured.get(Variant.PLAIN_CHANNEL)),
                Median.of(rounds, Measurement::together),
                100 * Median.of(rounds, Measurement::loadShare));
    }
}
