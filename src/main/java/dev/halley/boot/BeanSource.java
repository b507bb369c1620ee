package dev.halley.boot;

import dev.halley.api.BayeuxServer;
import dev.halley.api.SecurityPolicy;
import dev.halley.cdi.CdiContainer;
import dev.halley.cdi.RunningServer;
import dev.halley.spi.Broker;
import dev.halley.spi.MessageScope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What the application and the server know of each other by CDI. Nothing else of boot mentions CDI, so that the server
 * runs where not even its API is there.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 */
interface BeanSource {

    /**
     * @return the application's security policy; empty if no bean is one
     * @throws IllegalStateException if there are two or more; the message names their classes
     */
    Optional<SecurityPolicy> securityPolicy();

    /**
     * @return the application's broker; empty if no bean is one
     * @throws IllegalStateException if there are two or more; the message names their classes
     */
    Optional<Broker> broker();

    /** This thread begins to make the server: until {@link #provide} no bean can call it. */
    void making();

    /**
     * From now on {@code @Inject BayeuxServer} is this server, and {@code @Inject Oort} the cluster as it sees it. The server is
     * stopped when CDI ends before it does, as long as beans are there.
     */
    void provide(RunningServer server);

    /** From now on the application's values are bound by its own JSON-B, if a bean is one, until {@link #close}. */
    void bindBy(ClassLoader application);

    /** Tells the application's beans that the server has started. @throws RuntimeException what one of them throws */
    void serverStarted(BayeuxServer server);

    /** @return the bean of exactly that class, if there is one; {@link #register} leaves it out then */
    Optional<Object> bean(Class<?> type);

    /** @return all beans of that type that the configuration does not name, in the order in which beans are registered */
    <T> List<T> beans(Class<T> type);

    /** @return what is put around the handling of each message */
    MessageScope messageScope();

    /** @return the workers, with what their tasks need around them when they call beans */
    Executor workers(Executor workers);

    /** Adds the application's extensions, listeners, authorizers, observers and services to the server. */
    void register(BayeuxServer server);

    /**
     * Waits until asynchronous observers have heard of all that was before.
     *
     * @return whether they have, within that time; of what is left they never hear
     */
    boolean endEvents(Duration atMost);

    /** Gives back what it got. */
    void close();

    /** @return those of the application that this thread starts */
    static BeanSource ofApplication() {
        try {
            Optional<CdiContainer> container = CdiContainer.current();
            return container.isPresent() ? new OfCdi(container.get()) : new None();
        } catch (LinkageError noCdi) {
            return new None();
        }
    }

    /**
     * An application with CDI.
     *
     * <p>Thread-safety: like the container.
     */
    record OfCdi(CdiContainer container) implements BeanSource {

        @Override
        public Optional<SecurityPolicy> securityPolicy() {
            return container.securityPolicy();
        }

        @Override
        public Optional<Broker> broker() {
            return container.broker();
        }

        @Override
        public void making() {
            container.making();
        }

        @Override
        public void provide(RunningServer server) {
            container.provide(server);
        }

        @Override
        public void bindBy(ClassLoader application) {
            container.bindBy(application);
        }

        @Override
        public void serverStarted(BayeuxServer server) {
            container.serverStarted(server);
        }

        @Override
        public Optional<Object> bean(Class<?> type) {
            return container.bean(type);
        }

        @Override
        public <T> List<T> beans(Class<T> type) {
            return container.beans(type);
        }

        @Override
        public MessageScope messageScope() {
            return container.messageScope();
        }

        @Override
        public Executor workers(Executor workers) {
            if (!container.hasRequestScopedBeans()) {
                return workers;
            }
            MessageScope scope = container.messageScope();
            return task -> workers.execute(() -> scope.during(null, task));
        }

        @Override
        public void register(BayeuxServer server) {
            container.register(server);
        }

        @Override
        public boolean endEvents(Duration atMost) {
            return container.endEvents(atMost);
        }

        @Override
        public void close() {
            container.close();
        }
    }

    /**
     * An application without CDI.
     *
     * <p>Thread-safety: immutable.
     */
    record None() implements BeanSource {

        @Override
        public Optional<SecurityPolicy> securityPolicy() {
            return Optional.empty();
        }

        @Override
        public Optional<Broker> broker() {
            return Optional.empty();
        }

        @Override
        public void making() {}

        @Override
        public void provide(RunningServer server) {}

        @Override
        public void bindBy(ClassLoader application) {}

        @Override
        public void serverStarted(BayeuxServer server) {}

        @Override
        public Optional<Object> bean(Class<?> type) {
            return Optional.empty();
        }

        @Override
        public <T> List<T> beans(Class<T> type) {
            return List.of();
        }

        @Override
        public MessageScope messageScope() {
            return MessageScope.NONE;
        }

        @Override
        public Executor workers(Executor workers) {
            return workers;
        }

        @Override
        public void register(BayeuxServer server) {}

        @Override
        public boolean endEvents(Duration atMost) {
            return true;
        }

        @Override
        public void close() {}
    }
}
