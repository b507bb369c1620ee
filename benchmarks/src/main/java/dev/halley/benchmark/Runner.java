package dev.halley.benchmark;

import dev.halley.benchmark.net.Loop;
import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.time.Duration;

/**
 * Runs one scenario on one server, once.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Runner {

    /** Publishes that are not counted, at the start of each round: connections and queues get into their stride. */
    private static final Duration START = Duration.ofMillis(500);

    private static final double BOUND_MILLIS = 50;

    /** How much nearer each step of the search comes to the highest rate. */
    private static final double PRECISION = 1.05;

    private static int rounds;

    private Runner() {}

    static Measurement run(Scenario scenario, ServerProcess server, Duration time) throws IOException {
        return switch (scenario.kind()) {
            case PUBLISH, CALL, LISTEN -> publish(scenario, server, START, time);
            case COLD -> publish(scenario, server, Duration.ZERO, time);
            case CHURN -> churn(scenario, server, time);
            case HIGHEST_RATE -> highestRate(scenario, server, time);
        };
    }

    private static Measurement publish(Scenario scenario, ServerProcess server, Duration start, Duration time)
            throws IOException {
        try (Loop loop = new Loop();
                Traffic traffic = new Traffic(scenario, server, loop, prefix())) {
            traffic.open();
            if (!start.isZero()) {
                traffic.drive(start);
            }
            Measurement measurement = traffic.drive(time);
            traffic.settle();
            return measurement;
        }
    }

    private static Measurement churn(Scenario scenario, ServerProcess server, Duration time) throws IOException {
        try (Loop loop = new Loop()) {
            return new Churn(scenario, server, loop).drive(time);
        }
    }

    /** Doubles the rate until the server does not keep up, then halves the interval. */
    private static Measurement highestRate(Scenario scenario, ServerProcess server, Duration time) throws IOException {
        int good = 0;
        int bad = 0;
        int rate = scenario.flow().rate();
        Measurement best = new Measurement(0, 0, 0, 0, 1, Measurement.Latency.NONE);
        while (rate > 0 && (bad == 0 || bad > good * PRECISION)) {
            Measurement step = attempt(scenario.atRate(rate), server, time);
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
            rate = bad == 0 ? good * 2 : (good + bad) / 2;
        }
        if (good == 0) {
            throw new IOException(server.name() + " does not even keep one publish a second");
        }
        return best;
    }

    private static Measurement attempt(Scenario scenario, ServerProcess server, Duration time) throws IOException {
        try (Loop loop = new Loop();
                Traffic traffic = new Traffic(scenario, server, loop, prefix())) {
            traffic.open();
            traffic.drive(START);
            Measurement measurement = traffic.drive(time);
            if (traffic.overrun()) {
                return new Measurement(0, 0, measurement.serverNanos(), 0, measurement.nanos(), measurement.latency());
            }
            traffic.settle();
            return measurement;
        }
    }

    private static String prefix() {
        return "/load/" + rounds++;
    }
}
