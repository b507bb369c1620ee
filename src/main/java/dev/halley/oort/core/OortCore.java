package dev.halley.oort.core;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Registration;
import dev.halley.oort.Oort;
import dev.halley.oort.OortListener;
import dev.halley.oort.OortNode;
import dev.halley.oort.Seti;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker;
import dev.halley.spi.Cluster;
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
    private final SetiCore seti;
    private final Broker broker;

    /**
     * @param timer ends what takes too long
     * @param workers run the application's code
     */
    public OortCore(BayeuxServer server, OortPorts ports, Timer timer, Executor workers) {
        Cluster cluster = ports.cluster();
        OortPlatform platform =
                new OortPlatform(server, cluster, ports.state(), timer, workers, new NodeQuestions(cluster));
        broker = ports.broker();
        seti = new SetiCore(platform, SetiLimits.USUAL);
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
    public Seti seti() {
        return seti;
    }

    @Override
    public Registration localOnly(String pattern) {
        ChannelId channel = ChannelId.of(pattern);
        if (!channel.isBroadcast()) {
            throw new IllegalArgumentException(
                    "Channels such as " + channel + " are not clustered anyway: name broadcast channels.");
        }
        if (channel.isTemplate()) {
            throw new IllegalArgumentException("A template such as " + channel
                    + " cannot be kept on a node: use the pattern " + channel.pattern() + ".");
        }
        return broker.localOnly(channel);
    }

    /** @return what JMX shows of users */
    public SetiMXBean setiBean() {
        return seti.bean();
    }

    /** @return lines of the dump, each with a line feed at its end */
    public String text() {
        return seti.bean().text();
    }

    @Override
    public Registration addListener(OortListener listener) {
        return members.add(listener);
    }

    /** Ends it before the links: nothing is told to the application any more. */
    @Override
    public void close() {
        members.stop();
        seti.stop();
    }
}
