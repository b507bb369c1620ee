package dev.halley.testkit;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.BayeuxServer;
import dev.halley.api.SecurityPolicy;
import dev.halley.core.runtime.Threads;
import dev.halley.filter.DataFilter;
import dev.halley.filter.FilterChain;
import dev.halley.oort.Oort;
import dev.halley.protocol.ChannelId;
import dev.halley.service.Services;
import dev.halley.spi.Broker;
import dev.halley.spi.Cluster;
import dev.halley.spi.OwnedState;
import dev.halley.spi.ReadBoundary;
import dev.halley.spi.Transport;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The parts and settings of a server under test.
 *
 * <p>Thread-safety: confined to the test's thread.
 *
 * @since 0.1.0
 */
public final class Setup {

    /** Settings of a deployment that nothing here reads, and what does the same. */
    private static final Map<String, String> NOT_HERE = Map.of(
            "extensions", "Setup.extension(…) adds one",
            "services", "Setup.service(…), or @HalleyTest(services = …), adds one",
            "filters", "Setup.filter(…) adds one",
            "transports", "clients of the test need none",
            "bayeuxServerContextAttributeName", "there is no servlet context",
            "logLevel", "the test sets its own loggers");

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<Class<?>> beans = new ArrayList<>();
    private final Set<Class<?>> services = new HashSet<>();
    private final List<Transport> transports = new ArrayList<>();
    private final List<BiConsumer<BayeuxServer, Oort>> steps = new ArrayList<>();
    private Threads threads = Threads.of(Runnable::run);
    private ReadBoundary boundary = ReadBoundary.UNKNOWN;
    private @Nullable BeanManager container;
    private @Nullable Broker broker;
    private @Nullable ManualTime sharedTime;
    private @Nullable Cluster cluster;
    private @Nullable OwnedState state;
    private boolean inRealTime;
    private boolean ownThreads;
    private @Nullable ContractGateway gateway;
    private boolean recorded = true;

    /** Creates a setup with the default settings, except that {@code stopTimeout} is 0. */
    public Setup() {
        // Connections of tests close at once: one that does not would only make the test's end wait.
        settings.put("stopTimeout", "0");
    }

    /** Sets what the servlet's init-param of this name sets. */
    public Setup setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /**
     * Sets several settings.
     *
     * @param namesAndValues alternately names and values
     * @throws IllegalArgumentException if the last name has no value
     */
    public Setup settings(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("Settings must be alternately names and values; the last name, '"
                    + namesAndValues[namesAndValues.length - 1] + "', has no value.");
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            setting(namesAndValues[i], namesAndValues[i + 1]);
        }
        return this;
    }

    /** Uses the real time instead of a {@link ManualTime}: for clients that wait, and for load. */
    public Setup inRealTime() {
        inRealTime = true;
        return this;
    }

    /** Registers an annotated service. */
    public Setup service(Object service) {
        return initially(server -> new Services(server).register(service));
    }

    /**
     * Creates an annotated service and registers it.
     *
     * @param type has a constructor without parameters, with a {@link BayeuxServer}, or with a {@link BayeuxServer} and
     *     an {@link Oort}; may also be a service whose base class binds its methods by itself
     * @throws IllegalArgumentException if this class was given before
     */
    public Setup service(Class<?> type) {
        if (!services.add(type)) {
            throw new IllegalArgumentException("The service " + type.getName()
                    + " is registered twice, so its methods would be called twice. Remove one.");
        }
        steps.add((server, oort) -> new Services(server).register(make(type, server, oort)));
        return this;
    }

    /**
     * Makes these classes the beans of a CDI container. Registers those that are services, extensions, policies,
     * listeners or observers, as a deployment does. Other classes are not beans, whatever their annotations are.
     *
     * <p>The test's class path must have Weld SE ({@code org.jboss.weld.se:weld-se-core}).
     */
    public Setup beans(Class<?>... types) {
        beans.addAll(List.of(types));
        return this;
    }

    /**
     * Uses the beans of a CDI container that the test has started, such as weld-junit5's. The container must have
     * {@link dev.halley.cdi.HalleyExtension}. The test ends it.
     */
    public Setup beansOf(BeanManager startedContainer) {
        container = startedContainer;
        return this;
    }

    /** Adds an extension of the whole server. */
    public Setup extension(BayeuxExtension extension) {
        return initially(server -> server.addExtension(extension));
    }

    /**
     * Adds a filter to channels, after the existing ones.
     *
     * @param channels a channel or pattern
     */
    public Setup filter(String channels, DataFilter filter) {
        FilterChain chain = new FilterChain(List.of(new FilterChain.Step(ChannelId.of(channels), filter)));
        return initially(chain::addTo);
    }

    /** Sets the security policy. */
    public Setup policy(SecurityPolicy policy) {
        return initially(server -> server.securityPolicy(policy));
    }

    /** Sets the broker, in place of the server's own and of a broker that is a bean. */
    public Setup broker(Broker newBroker) {
        broker = newBroker;
        return this;
    }

    /**
     * Adds a transport, which starts and stops with the server. Settings may have the prefix of its names. A transport
     * with threads of its own needs {@link #onThreads} and {@link #inRealTime}.
     */
    public Setup transport(Transport transport) {
        transports.add(transport);
        return this;
    }

    /**
     * Makes the server a node of a cluster under test.
     *
     * @param time that of all nodes
     * @throws IllegalArgumentException if the server has a time or a broker of its own
     */
    Setup inCluster(Cluster newNode, OwnedState newState, Broker newBroker, ManualTime time) {
        if (inRealTime) {
            throw new IllegalArgumentException(
                    "All servers of a cluster under test share a time that the test moves: remove inRealTime().");
        }
        if (broker != null) {
            throw new IllegalArgumentException("A cluster under test has its own brokers: remove broker(…).");
        }
        cluster = newNode;
        state = newState;
        broker = newBroker;
        sharedTime = time;
        return this;
    }

    /** Lets transports open their links here, not on the server. */
    Setup behind(ContractGateway newGateway) {
        gateway = newGateway;
        return this;
    }

    /** Adds a step that runs when the server has started, after the steps added before. */
    public Setup initially(Consumer<BayeuxServer> step) {
        steps.add((server, oort) -> step.accept(server));
        return this;
    }

    /**
     * Runs the server's work on threads of its own, like those of a container, rather than on the thread that causes
     * it. Transports whose threads bring requests need it. The threads end with the server.
     */
    public Setup onThreads() {
        ownThreads = true;
        return this;
    }

    /** Lets these do what a container's threads do; otherwise it is done on the thread that causes it. */
    Setup workers(Executor newWorkers) {
        return threads(Threads.of(newWorkers));
    }

    /** Like {@link #workers}, to each its own. */
    Setup threads(Threads newThreads) {
        threads = newThreads;
        return this;
    }

    /** Remembers failures alone, nothing else of what happens: load would fill the memory with it. */
    Setup unrecorded() {
        recorded = false;
        return this;
    }

    /** @param newBoundary how it becomes known that a connection has read all that there was */
    Setup reading(ReadBoundary newBoundary) {
        boundary = newBoundary;
        return this;
    }

    private static Object make(Class<?> type, BayeuxServer server, Oort oort) {
        try {
            for (var constructor : type.getDeclaredConstructors()) {
                Class<?>[] parameters = constructor.getParameterTypes();
                List<Object> given = List.of(server, oort).subList(0, Math.min(parameters.length, 2));
                if (List.of(parameters)
                                .equals(List.of(BayeuxServer.class, Oort.class).subList(0, given.size()))
                        && !given.isEmpty()) {
                    constructor.setAccessible(true);
                    return constructor.newInstance(given.toArray());
                }
            }
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    type.getName()
                            + " cannot be created: a service under test needs a constructor without parameters, with a"
                            + " BayeuxServer, or with a BayeuxServer and an Oort. Or create it yourself, and give the object.",
                    e);
        }
    }

    /** What a deployment would obey, and a server under test would not, would let a test pass that should not. */
    void refuseWhatMeansNothing() {
        if (container != null && !beans.isEmpty()) {
            throw new IllegalArgumentException(
                    "The beans " + beans + " need a container of their own, but a container is already given:"
                            + " add them to that one, or remove it.");
        }
        settings.keySet().stream()
                .filter(name -> NOT_HERE.containsKey(name) || name.startsWith("cluster."))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("The setting '" + name
                            + "' has no effect on a server under test: "
                            + NOT_HERE.getOrDefault(name, "TestCluster links several servers") + ".");
                });
    }

    Optional<Broker> broker() {
        return Optional.ofNullable(broker);
    }

    /** A setup may be that of several servers, one after the other: each has a time of its own unless it is a node. */
    ManualTime time() {
        return sharedTime == null ? new ManualTime() : sharedTime;
    }

    /** @return the links to the other nodes; none for a server that stands alone */
    Optional<Cluster> cluster() {
        return Optional.ofNullable(cluster);
    }

    /** @return what all nodes of a cluster say of themselves */
    Optional<OwnedState> state() {
        return Optional.ofNullable(state);
    }

    List<Transport> transports() {
        return transports;
    }

    Threads threads() {
        return threads;
    }

    @Nullable ContractGateway gateway() {
        return gateway;
    }

    boolean hasOwnThreads() {
        return ownThreads;
    }

    ReadBoundary boundary() {
        return boundary;
    }

    boolean isInRealTime() {
        return inRealTime;
    }

    boolean isRecorded() {
        return recorded;
    }

    List<Class<?>> beans() {
        return beans;
    }

    @Nullable BeanManager container() {
        return container;
    }

    Map<String, String> settings() {
        return settings;
    }

    void applyTo(BayeuxServer server, Oort oort) {
        steps.forEach(step -> step.accept(server, oort));
    }
}
