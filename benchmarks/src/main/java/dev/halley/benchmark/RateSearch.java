package dev.halley.benchmark;

import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Looks for the highest rate at which the 99th percentile stays low. The first time on a server it doubles the rate until that
 * does not keep up; later it begins where it ended before.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class RateSearch {

    private static final double BOUND_MILLIS = 50;

    /** How much nearer each step comes to the highest rate. */
    private static final double PRECISION = 1.05;

    private static final double FIRST = 2;
    private static final double LATER = 1.25;

    /** Tries one rate. */
    interface Attempt {
        Measurement at(int rate) throws IOException;
    }

    private final Map<String, Integer> known = new HashMap<>();

    Measurement run(Scenario scenario, ServerProcess server, Duration time) throws IOException {
        return search(
                server.name(), scenario.flow().rate(), rate -> Runner.attempt(scenario.atRate(rate), server, time));
    }

    Measurement search(String server, int first, Attempt attempt) throws IOException {
        double factor = known.containsKey(server) ? LATER : FIRST;
        int rate = known.getOrDefault(server, first);
        int good = 0;
        int bad = Integer.MAX_VALUE;
        Measurement best = null;
        while (rate > 0 && bad > good * PRECISION) {
            Measurement step = attempt.at(rate);
            boolean kept = step.done() > 0 && step.latency().p99() < BOUND_MILLIS;
            System.err.printf(
                    "    %,d publishes a second: %s, p99 %.1f ms%n",
                    rate, kept ? "kept" : "not kept", step.latency().p99());
            if (kept) {
                good = rate;
                best = step;
            } else {
                bad = rate;
            }
            rate = next(good, bad, factor);
        }
        if (best == null) {
            throw new IOException(server + " does not even keep one publish a second");
        }
        known.put(server, good);
        return best;
    }

    private static int next(int good, int bad, double factor) {
        if (bad == Integer.MAX_VALUE) {
            return (int) (good * factor);
        }
        return good == 0 ? (int) (bad / factor) : (good + bad) / 2;
    }
}
