package dev.halley.core.session;

import dev.halley.config.TransportConfig;
import dev.halley.protocol.Advice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * What clients are told to do when their server drains, or stops: to handshake again, after a while that differs from client to client,
 * with one of the others, where those are known.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class DrainNotice {

    private volatile boolean given;
    private volatile Supplier<List<String>> others = List::of;

    /** @param hosts gives the hosts of the other servers that clients can reach, each time anew; must be quick */
    public void others(Supplier<List<String>> hosts) {
        others = hosts;
    }

    /** From now on every client is told. */
    public void give() {
        given = true;
    }

    public boolean isGiven() {
        return given;
    }

    /** @return whether clients of a server that stops need not wait until it is there again */
    boolean knowsOthers() {
        return !others.get().isEmpty();
    }

    /** @param interval how long the client is to wait anyhow */
    public Advice advice(Duration interval, TransportConfig transport) {
        long wait = interval.toMillis() + spread(transport);
        return new Advice(Advice.Reconnect.HANDSHAKE, wait, null, null, false, hosts());
    }

    /** @return a random part of the time over which clients come back, in milliseconds */
    public static long spread(TransportConfig transport) {
        return ThreadLocalRandom.current().nextLong(transport.reconnectSpread().toMillis() + 1);
    }

    /** Not all clients are to go to the same one. */
    private List<String> hosts() {
        List<String> hosts = new ArrayList<>(others.get());
        Collections.shuffle(hosts, ThreadLocalRandom.current());
        return hosts;
    }
}
