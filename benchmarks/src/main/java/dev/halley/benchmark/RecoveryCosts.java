package dev.halley.benchmark;

import dev.halley.benchmark.net.Loop;
import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * A {@link Recovery} on one server, several times.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class RecoveryCosts {

    /**
     * @param crowd who comes back
     * @param pace handshakes that the server lets in within a second
     * @param rounds how often it is done, on the same server
     */
    record Plan(Recovery.Crowd crowd, int pace, int rounds) {}

    private final Servers servers;
    private final Plan plan;
    private final PrintStream out;

    RecoveryCosts(Servers servers, Plan plan, PrintStream out) {
        this.servers = servers;
        this.plan = plan;
        this.out = out;
    }

    /** @return whether nobody has missed anything */
    boolean run() throws IOException {
        Servers pacing = servers.with(List.of(Recovery.HISTORY, "-Dhalley.maxHandshakesPerSecond=" + plan.pace));
        boolean whole = true;
        try (ServerProcess server = pacing.start("halley", new Servers.Mode(Servers.HELD, false))) {
            for (int i = 0; i < plan.rounds; i++) {
                try (Loop loop = new Loop()) {
                    whole &= round(server, new Recovery(plan.crowd, i, loop, out));
                }
            }
        }
        return whole;
    }

    private boolean round(ServerProcess server, Recovery recovery) throws IOException {
        recovery.begin(server);
        recovery.locate(server);
        recovery.miss();
        long heap = server.histogram().bytes();
        long resident = server.residentBytes();
        boolean whole = recovery.comeBack(List.of(server));
        long residentThen = server.residentBytes();
        out.printf(
                Locale.ROOT,
                "    heap %.1f MB before, %.1f MB with all of them; resident %.0f and %.0f MB; heap limit 1,024 MB%n",
                heap / 1e6,
                server.histogram().bytes() / 1e6,
                resident / 1e6,
                residentThen / 1e6);
        recovery.leave();
        return whole;
    }
}
