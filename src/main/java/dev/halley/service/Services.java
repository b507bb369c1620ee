package dev.halley.service;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.api.Registration;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.protocol.ChannelId;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Registers annotated services with a server.
 *
 * <p>Where there is CDI, beans that carry {@link Service} are registered by themselves.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Services {

    private final BayeuxServer server;
    private final Validation validation;

    public Services(BayeuxServer server) {
        this.server = server;
        this.validation = Validation.find();
    }

    /**
     * Registers an object: gives it its sessions, sets its channels up, binds its methods, in this order.
     *
     * @return closing it unbinds the methods and ends the local session
     * @throws ServiceException if the class cannot serve as it is written; nothing is bound then
     */
    public Registration register(Object service) {
        Registration registration = register(service.getClass(), () -> service);
        return registration;
    }

    /**
     * Registers a class whose object is asked for at each call, as a CDI bean's contextual reference is.
     *
     * @param type the class that carries the annotations
     * @param instance gives the object to call
     * @throws ServiceException if the class cannot serve as it is written; nothing is bound then
     */
    public Registration register(Class<?> type, Supplier<?> instance) {
        Service service = type.getAnnotation(Service.class);
        String name = service == null || service.value().isEmpty() ? type.getSimpleName() : service.value();
        List<Binding> bindings = bindings(type, instance);
        LocalSession local = server.newLocalSession(name.replaceAll("[^A-Za-z0-9]", ""));
        List<Registration> done = new ArrayList<>();
        done.add(local::disconnect);
        try {
            inject(type, instance, local);
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

    /** A method and a channel, found to fit and not yet bound. */
    @FunctionalInterface
    private interface Binding {
        Registration bind(Bindings binder);
    }

    private List<Binding> bindings(Class<?> type, Supplier<?> instance) {
        List<Binding> setUps = new ArrayList<>();
        List<Binding> others = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (method.isBridge()) {
                continue;
            }
            configure(method, instance, setUps);
            listener(method, instance, others);
            subscription(method, instance, others);
            remoteCall(method, instance, others);
        }
        refuseHidden(type);
        setUps.addAll(others);
        return setUps;
    }

    /** A method that is not public would never be called, and nobody would know why. */
    private static void refuseHidden(Class<?> type) {
        for (Class<?> some = type; some != null && some != Object.class; some = some.getSuperclass()) {
            for (Method method : some.getDeclaredMethods()) {
                boolean annotated = method.isAnnotationPresent(Listener.class)
                        || method.isAnnotationPresent(Subscription.class)
                        || method.isAnnotationPresent(RemoteCall.class)
                        || method.isAnnotationPresent(Configure.class);
                if (annotated && (!Modifier.isPublic(method.getModifiers()) || Modifier.isStatic(method.getModifiers()))) {
                    throw ServiceException.of(method, "must be public and not static.");
                }
            }
        }
    }

    private void configure(Method method, Supplier<?> instance, List<Binding> bindings) {
        Configure configure = method.getAnnotation(Configure.class);
        if (configure == null) {
            return;
        }
        if (method.getParameterCount() != 1 || method.getParameterTypes()[0] != ServerChannel.class) {
            throw ServiceException.of(method, "carries @Configure: its one parameter must be a ServerChannel.");
        }
        for (ChannelId channel : channels(method, "", configure.value())) {
            bindings.add(binder -> {
                boolean[] created = new boolean[1];
                ServerChannel there = server.createChannel(channel.toString(), fresh -> {
                    created[0] = true;
                    invoke(method, instance.get(), fresh);
                });
                if (!created[0] && configure.configureIfExists()) {
                    invoke(method, instance.get(), there);
                } else if (!created[0] && configure.errorIfExists()) {
                    throw ServiceException.of(
                            method, "sets " + channel + " up, but that channel is there already; errorIfExists=false or "
                                    + "configureIfExists=true allows it.");
                }
                return () -> {};
            });
        }
    }

    private void listener(Method method, Supplier<?> instance, List<Binding> bindings) {
        Listener listener = method.getAnnotation(Listener.class);
        if (listener == null) {
            return;
        }
        Set<Class<?>> allowed = Set.of(void.class, boolean.class, Boolean.class, Verdict.class);
        if (!allowed.contains(method.getReturnType())) {
            throw ServiceException.of(
                    method, "carries @Listener: it must return nothing, a boolean, or a Verdict<Request.Publish>.");
        }
        List<ChannelId> channels = channels(method, "", listener.value());
        refuseMeta(method, channels);
        ServiceMethod bound = bind(method, instance, ServiceMethod.OF_LISTENER, channels);
        channels.forEach(channel -> bindings.add(
                binder -> binder.listener(bound, channel, listener.receiveOwnPublishes())));
    }

    private void subscription(Method method, Supplier<?> instance, List<Binding> bindings) {
        Subscription subscription = method.getAnnotation(Subscription.class);
        if (subscription == null) {
            return;
        }
        if (method.getReturnType() != void.class) {
            throw ServiceException.of(method, "carries @Subscription: it must return nothing.");
        }
        List<ChannelId> channels = channels(method, "", subscription.value());
        for (ChannelId channel : channels) {
            if (!channel.isBroadcast()) {
                throw ServiceException.of(
                        method, "carries @Subscription for " + channel + ": only broadcast channels can be subscribed to; "
                                + "@Listener sees service channels.");
            }
        }
        ServiceMethod bound = bind(method, instance, ServiceMethod.OF_SUBSCRIPTION, channels);
        channels.forEach(channel -> bindings.add(binder -> binder.subscription(bound, channel)));
    }

    private void remoteCall(Method method, Supplier<?> instance, List<Binding> bindings) {
        RemoteCall call = method.getAnnotation(RemoteCall.class);
        if (call == null) {
            return;
        }
        List<ChannelId> channels = channels(method, "/service", call.value());
        for (ChannelId channel : channels) {
            if (channel.isWild()) {
                throw ServiceException.of(
                        method, "carries @RemoteCall for a pattern; a target is a name or a template such as rooms/{name}.");
            }
        }
        boolean later = CompletionStage.class.isAssignableFrom(method.getReturnType());
        if (!later && method.getReturnType() != void.class && takesCaller(method)) {
            throw ServiceException.of(
                    method, "both returns a result and takes a RemoteCall.Caller; a call is answered in one of these ways.");
        }
        ServiceMethod bound = bind(method, instance, ServiceMethod.OF_REMOTE_CALL, channels);
        channels.forEach(channel -> bindings.add(binder -> binder.remoteCall(bound, channel)));
    }

    private static boolean takesCaller(Method method) {
        return List.of(method.getParameterTypes()).contains(RemoteCall.Caller.class);
    }

    private ServiceMethod bind(Method method, Supplier<?> instance, Set<Class<?>> givens, List<ChannelId> channels) {
        return ServiceMethod.bind(method, instance, givens, channels, validation);
    }

    private static void refuseMeta(Method method, List<ChannelId> channels) {
        for (ChannelId channel : channels) {
            if (channel.isMeta()) {
                throw ServiceException.of(
                        method, "listens on " + channel + ": meta messages are seen by an Extension, not by listeners.");
            }
        }
    }

    private static List<ChannelId> channels(Method method, String prefix, String[] names) {
        if (names.length == 0) {
            throw ServiceException.of(method, "names no channel; at least one is needed.");
        }
        List<ChannelId> channels = new ArrayList<>();
        for (String name : names) {
            String full = prefix.isEmpty() || name.startsWith("/") ? prefix + name : prefix + "/" + name;
            try {
                channels.add(ChannelId.of(full));
            } catch (IllegalArgumentException e) {
                throw ServiceException.of(method, "names the channel \"" + full + "\", which is not legal: " + e.getMessage());
            }
        }
        return channels;
    }

    private static void inject(Class<?> type, Supplier<?> instance, LocalSession local) {
        for (Class<?> some = type; some != null && some != Object.class; some = some.getSuperclass()) {
            for (Field field : some.getDeclaredFields()) {
                if (field.isAnnotationPresent(Session.class)) {
                    give(field, field.getType(), local, session -> field.set(instance.get(), session));
                }
            }
            for (Method method : some.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Session.class)) {
                    Class<?> wanted = method.getParameterCount() == 1 ? method.getParameterTypes()[0] : void.class;
                    give(method, wanted, local, session -> method.invoke(instance.get(), session));
                }
            }
        }
    }

    @FunctionalInterface
    private interface Giving {
        void give(Object session) throws ReflectiveOperationException;
    }

    private static void give(AccessibleObject member, Class<?> wanted, LocalSession local, Giving giving) {
        Object session = wanted == LocalSession.class ? local : wanted == ServerSession.class ? local.session() : null;
        if (session == null) {
            throw new ServiceException("The member " + member
                    + " carries @Session: it must be a LocalSession or a ServerSession, or take one.");
        }
        try {
            member.setAccessible(true);
            giving.give(session);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ServiceException("The member " + member + " carries @Session, but cannot be set: " + e);
        }
    }

    private static void invoke(Method method, Object target, Object argument) {
        try {
            method.invoke(target, argument);
        } catch (InvocationTargetException e) {
            throw ServiceException.of(method, "threw " + e.getCause());
        } catch (IllegalAccessException e) {
            throw ServiceException.of(method, "cannot be called: its class must be public.");
        }
    }
}
