package dev.halley.oort.core;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Registration;
import dev.halley.oort.Oort;
import dev.halley.oort.OortListener;
import dev.halley.oort.OortNode;
import dev.halley.oort.OortPrimary;
import dev.halley.oort.OortPrimaryLong;
import dev.halley.oort.OortService;
import dev.halley.spi.Cluster;
import dev.halley.spi.OwnedState;
import dev.halley.spi.Timer;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Oort on the ports of a cluster.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class OortCore implements Oort, AutoCloseable {

    private final Members members;
    private final PrimaryRole primary;
    private final Calls calls;
    private final ForwardServices services;
    private final PrimaryNumbers numbers;

    /**
     * @param timer ends what takes too long
     * @param workers run the application's code
     */
    public OortCore(BayeuxServer server, Cluster cluster, OwnedState state, Timer timer, Executor workers) {
        OortPlatform platform = new OortPlatform(server, cluster, state, timer, workers, new NodeQuestions(cluster));
        members = new Members(platform);
        members.start();
        primary = new PrimaryRole(platform);
        primary.start();
        calls = new Calls(platform, primary);
        services = new ForwardServices(platform, primary);
        numbers = new PrimaryNumbers(platform, primary);
        numbers.start();
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

    @Override
    public <P extends @Nullable Object, R extends @Nullable Object> OortService<P, R> service(
            String name, Type parameter, Type result) {
        return new ForwardService<>(
                services.state(name),
                parameter,
                result,
                new ForwardService.Node(calls, members::all),
                OortService.TIMEOUT);
    }

    @Override
    public OortPrimary primary() {
        return primary;
    }

    @Override
    public OortPrimaryLong primaryLong(String name) {
        Oort.checkName(name);
        return new PrimaryNumber(name, calls);
    }

    /** @return what JMX shows */
    public OortMXBean bean() {
        return new OortBean(members, primary, services, numbers);
    }

    /** @return lines of the dump, each with a line feed at its end */
    public String text() {
        return new OortBean(members, primary, services, numbers).text();
    }

    /** Ends it before the links: but for the end of this node's time as the primary nothing is told to the application any more. */
    @Override
    public void close() {
        primary.close();
        services.close();
        calls.close();
        members.stop();
    }
}
