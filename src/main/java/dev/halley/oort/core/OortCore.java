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
import dev.halley.spi.Cluster;
import dev.halley.spi.OwnedState;
import dev.halley.spi.Timer;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Oort on the ports of a cluster.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class OortCore implements Oort, AutoCloseable {

    private final Members members;
    private final SharedObjects objects;

    /**
     * @param timer ends what takes too long
     * @param workers run the application's code
     */
    public OortCore(BayeuxServer server, Cluster cluster, OwnedState state, Timer timer, Executor workers) {
        OortPlatform platform = new OortPlatform(server, cluster, state, timer, workers, new NodeQuestions(cluster));
        members = new Members(platform);
        members.start();
        objects = new SharedObjects(platform, SharedLimits.USUAL);
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

    /** @return lines for the dump, each with a line feed at its end */
    public String text() {
        return new SharedObjectsBean(objects).text();
    }

    /** Ends it before the links: nothing is told to the application any more. */
    @Override
    public void close() {
        members.stop();
        objects.close();
    }
}
