package dev.halley.benchmark;

import dev.halley.benchmark.net.Loop;
import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Runs one scenario on one server, once.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Runner {

    /** Publishes that are not counted, at the start of each round: connections and queues get into their stride. */
    static final Duration START = Duration.ofMillis(500);

    private static int rounds;

    private Runner() {}

    static Measurement run(Scenario scenario, ServerProcess server, Duration time) throws IOException {
        return switch (scenario.kind()) {
            case PUBLISH, CALL, CALL_ON_ANSWER, LISTEN -> publish(scenario, List.of(server), START, time);
            case COLD -> publish(scenario, List.of(server), Duration.ZERO, time);
            case CHURN -> churn(scenario, server, time);
            case HIGHEST_RATE -> attempt(scenario, server, time);
        };
    }

    /** @param nodes a server, or those of a cluster */
    static Measurement publish(Scenario scenario, List<ServerProcess> nodes, Duration start, Duration time)
            throws IOException {
        return publish(scenario, nodes, channels("/load", false), start, time);
    }

    /** @param channels of this run alone */
    static Measurement publish(
            Scenario scenario, List<ServerProcess> nodes, Traffic.Channels channels, Duration start, Duration time)
            throws IOException {
        try (Loop loop = new Loop();
                Traffic traffic = new Traffic(scenario, nodes, loop, channels)) {
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

    /** Publishes at a rate; gives up, with nothing done, when the server does not keep up. */
    static Measurement attempt(Scenario scenario, ServerProcess server, Duration time) throws IOException {
        try (Loop loop = new Loop();
                Traffic traffic = new Traffic(scenario, List.of(server), loop, channels("/load", false))) {
            traffic.open();
            traffic.drive(START);
            Measurement measurement = traffic.drive(time);
            if (traffic.overrun()) {
                return new Measurement(
                        0, 0, measurement.serverNanos(), 0, measurement.nanos(), 0, measurement.latency());
            }
            traffic.settle();
            return measurement;
        }
    }

    /** @return channels of another run than any before */
    static Traffic.Channels channels(String parent, boolean history) {
        return new Traffic.Channels(parent + "/" + rounds++, history);
    }
}
