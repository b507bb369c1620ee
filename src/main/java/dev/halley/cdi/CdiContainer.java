package dev.halley.cdi;

import dev.halley.api.BayeuxServer;
import dev.halley.api.SecurityPolicy;
import dev.halley.spi.Broker;
import dev.halley.spi.MessageScope;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The application's CDI container, as far as the server needs it.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 */
public final class CdiContainer implements AutoCloseable {

    private final BeanManager beanManager;
    private final @Nullable HalleyExtension extension;
    private final References references;
    private final @Nullable EventBridge events;
    private Runnable endOfBinding = () -> {};

    /** @param beanManager of the container; where there are several, such as in tests */
    public CdiContainer(BeanManager beanManager) {
        this.beanManager = beanManager;
        this.extension = extensionOf(beanManager);
        this.references = new References(beanManager);
        this.events = extension == null
                ? null
                : new EventBridge(beanManager, extension.discovery().observers());
    }

    /**
     * @return the container of the application whose thread this is; empty if it has none
     * @throws LinkageError if not even the API of CDI is there
     */
    public static Optional<CdiContainer> current() {
        try {
            return Optional.of(new CdiContainer(CDI.current().getBeanManager()));
        } catch (IllegalStateException noCdi) {
            return Optional.empty();
        }
    }

    private static @Nullable HalleyExtension extensionOf(BeanManager beanManager) {
        try {
            return beanManager.getExtension(HalleyExtension.class);
        } catch (IllegalArgumentException notOurs) {
            // A CDI that was started without looking into this archive.
            return null;
        }
    }

    /**
     * @return the application's security policy; empty if no bean is one
     * @throws IllegalStateException if there are two or more; the message names their classes
     */
    public Optional<SecurityPolicy> securityPolicy() {
        return SoleBean.of(beanManager, SecurityPolicy.class).map(bean -> references.get(bean, SecurityPolicy.class));
    }

    /**
     * @return the application's broker; empty if no bean is one
     * @throws IllegalStateException if there are two or more; the message names their classes
     */
    public Optional<Broker> broker() {
        return SoleBean.of(beanManager, Broker.class).map(bean -> references.get(bean, Broker.class));
    }

    /** @return all beans of that type that the configuration does not name, in the order in which beans are registered */
    public <T> List<T> beans(Class<T> type) {
        return BeanRegistrar.beans(beanManager, List.of(type)).stream()
                .map(bean -> references.unlessNamed(bean, type))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * From now on, on this thread, the first call of {@code @Inject BayeuxServer} starts the server.
     *
     * @param start starts it; calls {@link #making} and {@link #provide}, or throws
     */
    public void startableBy(Runnable start) {
        if (extension != null) {
            extension.current().startableBy(start);
        }
    }

    /** This thread begins to make the server: until {@link #provide} nobody can call it. */
    public void making() {
        if (extension != null) {
            extension.current().making();
        }
    }

    /**
     * From now on {@code @Inject BayeuxServer} is this server, and {@code @Inject Oort} the cluster as it sees it. The server is
     * stopped when CDI ends before it does, as long as beans are there.
     */
    public void provide(RunningServer server) {
        if (extension != null) {
            extension.current().provide(server);
        }
    }

    /**
     * Has the application's values bound by its own {@code Jsonb}, if a bean is one, until {@link #close}.
     *
     * @param application the class loader of its threads
     * @throws IllegalStateException if there are two or more, or another server of that loader has one
     */
    public void bindBy(ClassLoader application) {
        endOfBinding = OwnJsonb.bindBy(beanManager, references, application);
    }

    /**
     * Fires {@link ServerStarted}, and from then on the events of the cluster.
     *
     * @throws RuntimeException what an observer throws
     */
    public void serverStarted(BayeuxServer server) {
        if (extension != null && events != null) {
            events.serverStarted(server);
            events.addTo(server, extension.oort());
        }
    }

    /**
     * To be called when the server has stopped, and before {@link #close}: waits until asynchronous observers have heard of all that
     * was before.
     *
     * @return whether they have, within that time; of what is left they never hear
     */
    public boolean endEvents(Duration atMost) {
        return events == null || events.end(atMost);
    }

    /** @return the bean of exactly that class, if there is one; {@link #register} leaves it out then */
    public Optional<Object> bean(Class<?> type) {
        return references.ofClass(type);
    }

    /** @return makes the contexts active around messages and tasks that may call beans */
    public MessageScope messageScope() {
        if (extension == null) {
            return MessageScope.NONE;
        }
        return new MessageContexts(
                extension.sessionContext(),
                extension.discovery().hasRequestScoped()
                        ? beanManager.createInstance().select(RequestContextController.class)
                        : null);
    }

    /** @return whether tasks that belong to no message need {@link #messageScope}, too */
    public boolean hasRequestScopedBeans() {
        return extension != null && extension.discovery().hasRequestScoped();
    }

    /**
     * Adds the application's extensions, listeners, authorizers, observers and services to the server, and what it does for other nodes.
     *
     * @throws dev.halley.service.ServiceException if a service cannot serve as it is written
     */
    public void register(BayeuxServer server) {
        if (extension != null && events != null) {
            new BeanRegistrar(beanManager, references, extension.sessions())
                    .addTo(server, events, extension.discovery().services());
            extension.forwards().register(beanManager, references, extension::oort);
        }
    }

    /** Releases the beans that the server held; {@code @Inject BayeuxServer} is nothing any more. */
    @Override
    public void close() {
        endOfBinding.run();
        if (extension != null) {
            extension.current().stopped();
        }
        references.release();
    }
}
