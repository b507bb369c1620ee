package dev.halley.oort.core;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Registration;
import dev.halley.oort.Oort;
import dev.halley.oort.OortList;
import dev.halley.oort.OortListener;
import dev.halley.oort.OortLong;
import dev.halley.oort.OortMap;
import dev.halley.oort.OortNode;
import dev.halley.oort.OortObject;
import dev.halley.oort.OortPrimary;
import dev.halley.oort.OortPrimaryLong;
import dev.halley.oort.OortService;
import dev.halley.oort.Seti;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker;
import dev.halley.spi.Cluster;
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
    private final SetiCore seti;
    private final Broker broker;
    private final SharedObjects objects;
    private boolean started;

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
        primary = new PrimaryRole(platform);
        primary.start();
        calls = new Calls(platform, primary);
        services = new ForwardServices(platform, primary);
        numbers = new PrimaryNumbers(platform, primary);
        objects = new SharedObjects(platform, SharedLimits.USUAL);
    }

    /**
     * Listens to the other nodes; does nothing the second time. A node of a cluster begins at once, a server that stands alone when its
     * application first asks.
     */
    public synchronized void start() {
        if (!started) {
            started = true;
            members.start();
            numbers.start();
        }
    }

    @Override
    public OortNode self() {
        return members.self();
    }

    @Override
    public List<OortNode> members() {
        start();
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

    @Override
    public Registration addListener(OortListener listener) {
        start();
        return members.add(listener);
    }

    @Override
    public <P extends @Nullable Object, R extends @Nullable Object> OortService<P, R> service(
            String name, Type parameter, Type result) {
        start();
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
        start();
        return new PrimaryNumber(name, calls);
    }

    /** @return what JMX shows */
    public OortMXBean bean() {
        return new OortBean(members, primary, services, numbers);
    }

    /** @return lines of the dump, each with a line feed at its end */
    public String text() {
        return new OortBean(members, primary, services, numbers).text()
                + seti.bean().text()
                + new SharedObjectsBean(objects).text();
    }

    @Override
    public <T> OortObject<T> object(String name, Class<T> type) {
        return objects.object(name, type);
    }

    @Override
    public <T> OortObject<T> object(String name, Type type) {
        return objects.object(name, type);
    }

    @Override
    public <K, V> OortMap<K, V> map(String name, Class<K> keys, Class<V> values) {
        return objects.map(name, keys, values);
    }

    @Override
    public <K, V> OortMap<K, V> map(String name, Type keys, Type values) {
        return objects.map(name, keys, values);
    }

    @Override
    public <E> OortList<E> list(String name, Class<E> elements) {
        return objects.list(name, elements);
    }

    @Override
    public <E> OortList<E> list(String name, Type elements) {
        return objects.list(name, elements);
    }

    @Override
    public OortLong number(String name) {
        return objects.number(name);
    }

    /** @return what operators see of the shared objects */
    public SharedObjectsMXBean sharedObjects() {
        return new SharedObjectsBean(objects);
    }

    /** To be closed before the links. The application's listeners are told that this node is no longer the primary, and nothing after that. */
    @Override
    public void close() {
        primary.close();
        services.close();
        calls.close();
        members.stop();
        seti.stop();
        objects.close();
    }
}
