package dev.halley.benchmark;

import dev.halley.benchmark.bayeux.Member;
import dev.halley.benchmark.bayeux.Payload;
import dev.halley.benchmark.net.Loop;
import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/**
 * Sessions that come, handshake, subscribe, connect, and go, a few at a time.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Churn implements Member.Listener {

    /** Channels that they subscribe to, in turn. */
    private static final int CHANNELS = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Scenario scenario;
    private final ServerProcess server;
    private final Loop loop;
    private final Member.Setup setup;
    private long cycles;
    private int here;
    private int comers;
    private String failure = "";
    private long firstHandshake;

    Churn(Scenario scenario, ServerProcess server, Loop loop) {
        this.scenario = scenario;
        this.server = server;
        this.loop = loop;
        setup = new Member.Setup(
                loop,
                server.address(),
                Servers.path(server.name()),
                new Payload(scenario.flow().payload()),
                this);
    }

    Measurement drive(Duration time) throws IOException {
        long before = cycles;
        long cpu = server.cpuNanos();
        long start = System.nanoTime();
        loop.until(time, this::turn);
        Measurement measurement = new Measurement(
                cycles - before, 0, server.cpuNanos() - cpu, 0, System.nanoTime() - start, 0, Measurement.Latency.NONE);
        loop.until(PATIENCE, () -> here == 0 || !failure.isEmpty());
        if (!failure.isEmpty()) {
            throw new Fault(scenario.name() + " on " + server.name() + ": " + failure);
        }
        return measurement;
    }

    private boolean turn() {
        while (here < scenario.flow().inFlight()) {
            here++;
            String channel = "/churn/" + comers++ % CHANNELS;
            try {
                Member.of(setup, scenario.transport(), 0, List.of(channel)).open();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return !failure.isEmpty();
    }

    /** @return when the first handshake was answered, by {@link System#nanoTime} */
    long firstHandshake() {
        return firstHandshake;
    }

    @Override
    public void shaken(Member member) {
        if (firstHandshake == 0) {
            firstHandshake = System.nanoTime();
        }
    }

    @Override
    public void ready(Member member) {
        member.disconnect();
    }

    @Override
    public void disconnected(Member member) {
        here--;
        cycles++;
    }

    @Override
    public void failed(Member member, String why) {
        failure = why;
    }
}
