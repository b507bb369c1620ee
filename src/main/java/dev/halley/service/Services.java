package dev.halley.service;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.api.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Registers annotated services with a server.
 *
 * <p>With CDI, the server registers beans that carry {@link Service} itself.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public final class Services {

    private final BayeuxServer server;
    private final Validation validation;

    /** @param server the server that calls the services */
    public Services(BayeuxServer server) {
        this.server = server;
        this.validation = Validation.find();
    }

    /**
     * Checks a class without registering anything.
     *
     * @throws ServiceException if the class cannot be used as a service; the message says where and why
     */
    public static void check(Class<?> type) {
        ServiceScan.of(type, () -> type, Validation.NONE);
        SessionMembers.of(type);
    }

    /** {@return the name that {@link Service} gives, otherwise the simple name of the class} */
    public static String nameOf(Class<?> type) {
        Service service = type.getAnnotation(Service.class);
        return service == null || service.value().isEmpty() ? type.getSimpleName() : service.value();
    }

    /**
     * Registers an object: gives it its session, sets up its channels and binds its methods, in this order.
     *
     * @return a registration that unbinds the methods and ends the local session when closed
     * @throws ServiceException if the class cannot be used as a service; then nothing is bound
     */
    public Registration register(Object service) {
        return register(written(service.getClass()), () -> service);
    }

    /** CDI containers create subclasses, which override methods and carry no annotations. */
    private static Class<?> written(Class<?> type) {
        Class<?> written = type;
        while (written.isSynthetic() || written.getName().contains("$$")) {
            written = written.getSuperclass();
        }
        return written;
    }

    /**
     * Registers a class whose instance is requested for each call.
     *
     * @param type the class that carries the annotations
     * @param instance supplies the object to call
     * @return a registration that unbinds the methods and ends the local session when closed
     * @throws ServiceException if the class cannot be used as a service; then nothing is bound
     */
    public Registration register(Class<?> type, Supplier<?> instance) {
        LocalSession local = server.newLocalSession(nameOf(type).replaceAll("[^A-Za-z0-9]", ""));
        try {
            Registration bound = register(type, instance, local);
            return () -> {
                bound.close();
                local.disconnect();
            };
        } catch (RuntimeException e) {
            local.disconnect();
            throw e;
        }
    }

    /**
     * Registers a class whose instance is requested for each call, with a local session that the caller has created and
     * ends.
     *
     * @return a registration that unbinds the methods when closed
     * @throws ServiceException if the class cannot be used as a service; then nothing is bound
     */
    public Registration register(Class<?> type, Supplier<?> instance, LocalSession local) {
        List<ServiceScan.Binding> bindings = ServiceScan.of(type, instance, validation);
        SessionMembers members = SessionMembers.of(type);
        List<Registration> done = new ArrayList<>();
        try {
            members.give(instance, local);
            Bindings binder = new Bindings(server, local);
            bindings.forEach(binding -> done.add(binding.bind(binder)));
        } catch (RuntimeException e) {
            close(done);
            throw e;
        }
        return () -> close(done);
    }

    private static void close(List<Registration> done) {
        for (int i = done.size() - 1; i >= 0; i--) {
            done.get(i).close();
        }
    }
}
