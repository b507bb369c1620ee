package dev.halley.testkit;

import dev.halley.api.BayeuxServer;
import dev.halley.api.SecurityPolicy;
import dev.halley.cdi.CdiContainer;
import dev.halley.cdi.HalleyExtension;
import dev.halley.cdi.RunningServer;
import dev.halley.spi.Broker;
import dev.halley.spi.MessageScope;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Transport;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.interceptor.Interceptor;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/**
 * The beans of an application under test: in a CDI container of their own, which is Weld SE, or in one that the test has started.
 * Nothing else of the test kit needs CDI, so that tests without beans need neither its API nor Weld.
 *
 * <p>Thread-safety: thread-safe.
 */
final class TestBeans implements AutoCloseable {

    /** The default of {@code stopTimeout}, times some, for a loaded machine. */
    private static final Duration MOST_FOR_OBSERVERS = Duration.ofSeconds(30);

    private final BeanManager manager;
    private final Runnable end;
    private final CdiContainer cdi;
    private final List<CreationalContext<?>> injected = new CopyOnWriteArrayList<>();

    private TestBeans(BeanManager manager, Runnable end) {
        this.manager = manager;
        this.end = end;
        this.cdi = new CdiContainer(manager);
    }

    /**
     * Takes the beans of a container that the test has started, and ends itself.
     *
     * @throws IllegalArgumentException if it was started without Halley's extension
     */
    static TestBeans of(BeanManager manager) {
        try {
            manager.getExtension(HalleyExtension.class);
        } catch (IllegalArgumentException missing) {
            throw new IllegalArgumentException(
                    "The CDI container was started without " + HalleyExtension.class.getName()
                            + ": its beans would be no services. Add it: addExtension(new HalleyExtension()) where the test"
                            + " builds Weld, @AddExtensions(HalleyExtension.class) beside @EnableAutoWeld.",
                    missing);
        }
        return new TestBeans(manager, () -> {});
    }

    /**
     * Starts CDI with these classes as its beans, and no others.
     *
     * @throws IllegalArgumentException if one of them is no bean
     * @throws RuntimeException if the beans cannot be deployed
     */
    static TestBeans start(List<Class<?>> types) {
        WeldContainer weld = new Weld()
                .containerId(UUID.randomUUID().toString())
                .disableDiscovery()
                .addExtension(new HalleyExtension())
                .beanClasses(types.toArray(Class<?>[]::new))
                .initialize();
        TestBeans beans = new TestBeans(weld.getBeanManager(), () -> {
            if (weld.isRunning()) {
                weld.close();
            }
        });
        try {
            types.forEach(beans::checkIsBean);
            return beans;
        } catch (RuntimeException e) {
            weld.close();
            throw e;
        }
    }

    /** As in an archive with an empty beans.xml: what is no bean there must be none in a test. */
    private void checkIsBean(Class<?> type) {
        if (Stream.of(type.getAnnotations())
                .map(Annotation::annotationType)
                .noneMatch(annotation -> manager.isScope(annotation)
                        || manager.isStereotype(annotation)
                        || annotation == Interceptor.class)) {
            throw new IllegalArgumentException(
                    type.getName() + " is no bean: it needs a scope, such as @ApplicationScoped.");
        }
    }

    <T> T bean(Class<T> type) {
        return manager.createInstance().select(type).get();
    }

    /**
     * Injects into an object that is no bean, such as a test.
     *
     * @throws RuntimeException if there is nothing, or more than one, to be injected somewhere
     */
    <T> void inject(T instance) {
        @SuppressWarnings("unchecked") // It is the class of the object.
        Class<T> type = (Class<T>) instance.getClass();
        CreationalContext<T> context = manager.createCreationalContext(null);
        injected.add(context);
        manager.getInjectionTargetFactory(manager.createAnnotatedType(type))
                .createInjectionTarget(null)
                .inject(instance, context);
    }

    Optional<SecurityPolicy> securityPolicy() {
        return cdi.securityPolicy();
    }

    List<ServerEvents> observers() {
        return cdi.beans(ServerEvents.class);
    }

    List<Transport> transports() {
        return cdi.beans(Transport.class);
    }

    Optional<Broker> broker() {
        return cdi.broker();
    }

    MessageScope messageScope() {
        return cdi.messageScope();
    }

    /** @return the workers, with the request scope around their tasks, as in a container */
    Executor workers(Executor workers) {
        MessageScope scope = cdi.messageScope();
        return cdi.hasRequestScopedBeans() ? task -> workers.execute(() -> scope.during(null, task)) : workers;
    }

    /** From now on this server can be injected. */
    void provide(RunningServer server) {
        cdi.bindBy(TestBeans.class.getClassLoader());
        cdi.provide(server);
    }

    /** Tells the beans that the server has started. */
    void serverStarted(BayeuxServer server) {
        cdi.serverStarted(server);
    }

    void register(BayeuxServer server) {
        cdi.register(server);
    }

    @Override
    public void close() {
        cdi.endEvents(MOST_FOR_OBSERVERS);
        injected.forEach(CreationalContext::release);
        cdi.close();
        end.run();
    }
}
