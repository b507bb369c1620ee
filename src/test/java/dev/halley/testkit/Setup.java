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
 * What a server under test is made of.
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

    public Setup() {
        // Connections of tests close at once: one that does not would only make the test's end wait.
        settings.put("stopTimeout", "0");
    }

    /** Sets what a servlet's init-param sets. */
    public Setup setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Sets several. @param namesAndValues in turn: name, value, name, value, and so on */
    public Setup settings(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("Settings are names and values in turn; the last of these, '"
                    + namesAndValues[namesAndValues.length - 1] + "', has no value.");
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            setting(namesAndValues[i], namesAndValues[i + 1]);
        }
        return this;
    }

    /** Lets time pass by itself: for clients that wait, and for load. There is no {@link ManualTime} then. */
    public Setup inRealTime() {
        inRealTime = true;
        return this;
    }

    /** Registers an annotated service. */
    public Setup service(Object service) {
        return initially(server -> new Services(server).register(service));
    }

    /**
     * Makes an annotated service and registers it.
     *
     * @param type has a constructor without parameters, with one that is a {@link BayeuxServer}, or with that and an {@link Oort}; a service
     *     whose base class binds its methods by itself, too
     * @throws IllegalArgumentException if it was named before
     */
    public Setup service(Class<?> type) {
        if (!services.add(type)) {
            throw new IllegalArgumentException("The service " + type.getName()
                    + " is named twice: its methods would be called twice. Take one away.");
        }
        steps.add((server, oort) -> new Services(server).register(make(type, server, oort)));
        return this;
    }

    /**
     * Makes these classes the beans of a CDI container, and registers those that are services, extensions, policies,
     * listeners or observers, as a deployment does. Other classes are no beans, however they are annotated.
     *
     * <p>The test's class path must have Weld SE ({@code org.jboss.weld.se:weld-se-core}).
     */
    public Setup beans(Class<?>... types) {
        beans.addAll(List.of(types));
        return this;
    }

    /**
     * Takes the beans of a CDI container that the test has started, such as weld-junit5's. It must have
     * {@link dev.halley.cdi.HalleyExtension}, and is ended by who has started it.
     */
    public Setup beansOf(BeanManager startedContainer) {
        container = startedContainer;
        return this;
    }

    /** Adds an extension of the whole server. */
    public Setup extension(BayeuxExtension extension) {
        return initially(server -> server.addExtension(extension));
    }

    /** Adds a filter to channels, behind those that are there. @param channels a channel or pattern */
    public Setup filter(String channels, DataFilter filter) {
        FilterChain chain = new FilterChain(List.of(new FilterChain.Step(ChannelId.of(channels), filter)));
        return initially(chain::addTo);
    }

    public Setup policy(SecurityPolicy policy) {
        return initially(server -> server.securityPolicy(policy));
    }

    /** Carries what is published by this broker in place of the server's own, and of one that is a bean. */
    public Setup broker(Broker newBroker) {
        broker = newBroker;
        return this;
    }

    /**
     * Lets clients come over this transport, too, which is started with the server and stopped with it. Settings may carry its names;
     * threads of its own need {@link #onThreads} and {@link #inRealTime}.
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
                    "All servers of a cluster under test have one time, which the test moves: leave inRealTime() out.");
        }
        if (broker != null) {
            throw new IllegalArgumentException("A cluster under test brings its own brokers: leave broker(…) out.");
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

    /** Does something with the server once it has started, after what was said before. */
    public Setup initially(Consumer<BayeuxServer> step) {
        steps.add((server, oort) -> step.accept(server));
        return this;
    }

    /**
     * Lets the server work on threads like those of a container, not on the thread that causes it: for transports whose own threads
     * bring requests. The threads end with the server.
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
                            + " cannot be made: a service under test has a constructor without parameters, or one"
                            + " with a BayeuxServer, and an Oort where it needs that. Make it yourself and give the object instead.",
                    e);
        }
    }

    /** What a deployment would obey, and a server under test would not, would let a test pass that should not. */
    void refuseWhatMeansNothing() {
        if (container != null && !beans.isEmpty()) {
            throw new IllegalArgumentException(
                    "The beans " + beans + " are named for a container of their own, beside one that is"
                            + " running: add them to that one, or leave it out.");
        }
        settings.keySet().stream()
                .filter(name -> NOT_HERE.containsKey(name) || name.startsWith("cluster."))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("The setting '" + name
                            + "' means nothing to a server under test: "
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
