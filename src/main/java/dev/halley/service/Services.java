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
 * <p>Where there is CDI, beans that carry {@link Service} are registered by themselves.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public final class Services {

    private final BayeuxServer server;
    private final Validation validation;

    public Services(BayeuxServer server) {
        this.server = server;
        this.validation = Validation.find();
    }

    /**
     * Looks at a class without registering anything.
     *
     * @throws ServiceException if the class cannot serve as it is written; the message says where and why
     */
    public static void check(Class<?> type) {
        ServiceScan.of(type, () -> type, Validation.NONE);
        SessionMembers.of(type);
    }

    /** @return the name that {@link Service} gives, else the class's */
    public static String nameOf(Class<?> type) {
        Service service = type.getAnnotation(Service.class);
        return service == null || service.value().isEmpty() ? type.getSimpleName() : service.value();
    }

    /**
     * Registers an object: gives it its session, sets its channels up, binds its methods, in this order.
     *
     * @return closing it unbinds the methods and ends the local session
     * @throws ServiceException if the class cannot serve as it is written; nothing is bound then
     */
    public Registration register(Object service) {
        return register(written(service.getClass()), () -> service);
    }

    /** CDI containers make subclasses, which override methods and carry no annotations. */
    private static Class<?> written(Class<?> type) {
        Class<?> written = type;
        while (written.isSynthetic() || written.getName().contains("$$")) {
            written = written.getSuperclass();
        }
        return written;
    }

    /**
     * Registers a class whose object is asked for at each call.
     *
     * @param type the class that carries the annotations
     * @param instance gives the object to call
     * @throws ServiceException if the class cannot serve as it is written; nothing is bound then
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
     * Registers a class whose object is asked for at each call, with a local session that somebody else has made, and ends.
     *
     * @throws ServiceException if the class cannot serve as it is written; nothing is bound then
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
