package dev.halley.oort.core;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Registration;
import dev.halley.oort.Oort;
import dev.halley.oort.OortListener;
import dev.halley.oort.OortNode;
import dev.halley.spi.Cluster;
import dev.halley.spi.OwnedState;
import dev.halley.spi.Timer;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Oort on the ports of a cluster.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class OortCore implements Oort, AutoCloseable {

    private final Members members;

    /**
     * @param timer ends what takes too long
     * @param workers run the application's code
     */
    public OortCore(BayeuxServer server, Cluster cluster, OwnedState state, Timer timer, Executor workers) {
        OortPlatform platform = new OortPlatform(server, cluster, state, timer, workers, new NodeQuestions(cluster));
        members = new Members(platform);
        members.start();
    }

    @Override
    public OortNode self() {
        return members.self();
    }

    @Override
    public List<OortNode> members() {
        return members.all();
    }

    @Override
    public Registration addListener(OortListener listener) {
        return members.add(listener);
    }

    /** Ends it before the links: nothing is told to the application any more. */
    @Override
    public void close() {
        members.stop();
    }
}
