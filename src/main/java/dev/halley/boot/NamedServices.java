package dev.halley.boot;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Registration;
import dev.halley.oort.Oort;
import dev.halley.service.Services;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes the services that the init-param {@code services} names: a CDI bean where the class is one, else an object that is
 * given the server, and Oort where it asks for it, set up and registered, in this order.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 */
final class NamedServices implements AutoCloseable {

    private final ClassLoader classes;
    private final Function<Class<?>, Optional<Object>> beans;
    private final BayeuxServer server;
    private final Oort oort;
    private final Services services;
    private final Deque<Runnable> endings = new ArrayDeque<>();
    private final Set<Class<?>> added = new HashSet<>();

    NamedServices(ClassLoader classes, Function<Class<?>, Optional<Object>> beans, BayeuxServer server, Oort oort) {
        this.classes = classes;
        this.beans = beans;
        this.server = server;
        this.oort = oort;
        this.services = new Services(server);
    }

    /**
     * @throws IllegalStateException if there is no such class, or it cannot be made, or was added before
     * @throws dev.halley.service.ServiceException if it cannot serve as it is written
     */
    void add(String name) {
        Class<?> type = load(name);
        if (!added.add(type)) {
            throw new IllegalStateException("The init-param 'services' names " + name
                    + " twice: its methods would be called twice. Remove one.");
        }
        Optional<Object> bean = beans.apply(type);
        if (bean.isEmpty()) {
            constructor(type);
        }
        Services.check(type);
        if (bean.isPresent()) {
            Registration registration = services.register(type, bean::get);
            endings.push(registration::close);
            return;
        }
        Object service = make(type);
        PlainInjection.inject(service, Map.of(BayeuxServer.class, server, Oort.class, oort));
        Registration registration = services.register(service);
        endings.push(() -> {
            registration.close();
            PlainInjection.preDestroy(service);
        });
        PlainInjection.postConstruct(service);
    }

    private Class<?> load(String name) {
        try {
            return Class.forName(name, true, classes);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalStateException(
                    "The init-param 'services' names " + name + ", but there is no such class: " + e, e);
        }
    }

    private Object make(Class<?> type) {
        try {
            Constructor<?> constructor = constructor(type);
            return switch (constructor.getParameterCount()) {
                case 0 -> constructor.newInstance();
                case 1 -> constructor.newInstance(server);
                default -> constructor.newInstance(server, oort);
            };
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(
                    "The service " + type.getName() + " could not be instantiated: it threw " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The service " + type.getName() + " could not be created: " + e, e);
        }
    }

    private static Constructor<?> constructor(Class<?> type) {
        return publicConstructor(type, BayeuxServer.class, Oort.class)
                .or(() -> publicConstructor(type, BayeuxServer.class))
                .or(() -> publicConstructor(type))
                .orElseThrow(
                        () -> new IllegalStateException(
                                "The init-param 'services' names " + type.getName()
                                        + ", which has no public constructor that takes nothing, a BayeuxServer, or a BayeuxServer and an Oort."));
    }

    private static Optional<Constructor<?>> publicConstructor(Class<?> type, Class<?>... parameters) {
        try {
            return Optional.of(type.getConstructor(parameters));
        } catch (NoSuchMethodException none) {
            return Optional.empty();
        }
    }

    /** Ends the services, last first. */
    @Override
    public void close() {
        endings.forEach(Runnable::run);
        endings.clear();
    }
}
