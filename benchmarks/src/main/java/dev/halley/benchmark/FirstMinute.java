package dev.halley.benchmark;

import dev.halley.benchmark.net.Loop;
import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What servers that have just been started do with those who come: sessions that start and end, or a storm of clients that stay.
 *
 * <p>Every round is one of a new server of ours and one of a new server of the peer's.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class FirstMinute {

    private final Servers servers;
    private final List<String> kinds;
    private final int rounds;
    private final PrintStream out;

    /**
     * @param ours the server that is divided by the peer
     * @param rounds how many servers of each are started
     */
    FirstMinute(Servers servers, String ours, String peer, int rounds, PrintStream out) {
        this.servers = servers;
        this.kinds = List.of(ours, peer);
        this.rounds = rounds;
        this.out = out;
    }

    /**
     * What a round came to.
     *
     * @param work microseconds of the server's processor time from the opened port on, for each session
     * @param all the same with its start
     * @param startUp milliseconds from the start of its process to the first handshake's answer
     */
    private record Round(double work, double all, double startUp) {}

    /** One round with one server. */
    private interface Work {
        Round run(ServerProcess server) throws IOException;
    }

    /**
     * Sessions that connect, handshake, subscribe, connect and disconnect, as many as the server lets through.
     */
    void starts(Duration time) throws IOException {
        Scenario churn = Scenario.all().get("churn");
        alternate(server -> {
            try (Loop loop = new Loop()) {
                long before = server.cpuNanos();
                Churn sessions = new Churn(churn, server, loop);
                Measurement measured = sessions.drive(time);
                Round round = new Round(
                        measured.microsEach(),
                        (before + measured.serverNanos()) / 1_000.0 / measured.done(),
                        millis(sessions.firstHandshake() - server.startedAt()));
                out.printf(
                        Locale.ROOT,
                        "  %-8s %,8d starts  %,8.0f us each  %,8.0f us with the server's own start (%.2f s)  %,6.0f ms to the first handshake  server %3.0f %%%n",
                        server.name(),
                        measured.done(),
                        round.work,
                        round.all,
                        before / 1e9,
                        round.startUp,
                        100.0 * measured.serverNanos() / measured.nanos());
                return round;
            }
        });
    }

    /**
     * Clients that come as soon as the port is open, and stay.
     *
     * @return whether all were served
     */
    boolean storm(int clients) throws IOException {
        List<String> lost = new ArrayList<>();
        alternate(server -> {
            long before = server.cpuNanos();
            Storm.Outcome outcome = new Storm(clients).strike(server);
            double work = outcome.serverNanos() / 1_000.0 / clients;
            double all = (before + outcome.serverNanos()) / 1_000.0 / clients;
            double startUp = millis(outcome.firstHandshake() - server.startedAt());
            out.printf(
                    Locale.ROOT,
                    "  %-8s %,d clients, the last served after %.2f s  p50 %.1f ms  p99 %.1f ms  server %.2f s, with its own start %.2f s  %,6.0f ms to the first handshake  %d gave up%n",
                    server.name(),
                    clients,
                    outcome.served() / 1e9,
                    outcome.latency().p50(),
                    outcome.latency().p99(),
                    outcome.serverNanos() / 1e9,
                    (before + outcome.serverNanos()) / 1e9,
                    startUp,
                    outcome.lost());
            if (outcome.lost() > 0) {
                lost.add(server.name() + ": " + outcome.lost() + " gave up, for " + outcome.why());
            }
            return new Round(work, all, startUp);
        });
        lost.forEach(out::println);
        return lost.isEmpty();
    }

    /** Who begins changes, so that what gets slower or faster with time meets both. */
    private void alternate(Work work) throws IOException {
        List<List<Round>> done = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < rounds; i++) {
            for (int turn = 0; turn < 2; turn++) {
                int which = (i + turn) % 2;
                try (ServerProcess server = servers.start(kinds.get(which), new Servers.Mode(Servers.HELD, false))) {
                    done.get(which).add(work.run(server));
                }
            }
        }
        tell("processor time each", done, Round::work);
        tell("with the server's own start", done, Round::all);
        tell("start-up to the first handshake", done, Round::startUp);
    }

    private void tell(String what, List<List<Round>> done, ToDoubleFunction<Round> figure) {
        List<Double> ours = done.get(0).stream().map(figure::applyAsDouble).toList();
        List<Double> theirs = done.get(1).stream().map(figure::applyAsDouble).toList();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(ours.get(i) / theirs.get(i));
        }
        out.printf(
                Locale.ROOT,
                "%s: %,.0f and %,.0f (medians), ratio %.2f%n",
                what,
                Median.of(ours),
                Median.of(theirs),
                Median.of(ratios));
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
