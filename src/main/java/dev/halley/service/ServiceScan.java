package dev.halley.service;

import dev.halley.api.Registration;
import dev.halley.api.ServerChannel;
import dev.halley.api.Verdict;
import dev.halley.protocol.ChannelId;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the annotated methods of a service, and what is wrong with them before anything is bound.
 *
 * <p>Thread-safety: confined to the thread that registers the service.
 */
final class ServiceScan {

    private static final List<Class<? extends Annotation>> BOUND =
            List.of(Configure.class, Listener.class, Subscription.class, RemoteCall.class);

    private final Supplier<?> instance;
    private final Validation validation;
    private final Class<?> type;
    private final TypeVariables variables;
    private final List<Binding> setUps = new ArrayList<>();
    private final List<Binding> others = new ArrayList<>();
    private final Map<ChannelId, Method> targets = new LinkedHashMap<>();
    private final Set<String> roles = new TreeSet<>();

    /** A method and a channel, found to fit and not yet bound. */
    @FunctionalInterface
    interface Binding {
        Registration bind(Bindings binder);
    }

    private ServiceScan(Class<?> type, Supplier<?> instance, Validation validation) {
        this.type = type;
        this.variables = TypeVariables.of(type);
        this.instance = instance;
        this.validation = validation;
    }

    /**
     * @param instance gives the object to call
     * @return the methods that set channels up, then the others
     * @throws ServiceException if one of them cannot be bound
     */
    static List<Binding> of(Class<?> type, Supplier<?> instance, Validation validation) {
        refuseHidden(type);
        refuseLost(type);
        ServiceScan scan = new ServiceScan(type, instance, validation);
        scan.roles.addAll(Access.declaredBy(type));
        // Java promises no order: with one, the same class behaves the same each time.
        Arrays.stream(type.getMethods())
                .filter(method -> !method.isBridge())
                .sorted(Comparator.comparing(Method::toGenericString))
                .forEach(scan::method);
        scan.showMembers();
        scan.refuseIdle();
        scan.setUps.addAll(scan.others);
        if (!scan.roles.isEmpty()) {
            scan.setUps.add(0, binder -> binder.declare(scan.roles));
        }
        return scan.setUps;
    }

    /** A method that is not public would never be called, and nobody would know why. */
    private static void refuseHidden(Class<?> type) {
        for (Class<?> some = type; some != null && some != Object.class; some = some.getSuperclass()) {
            for (Method method : some.getDeclaredMethods()) {
                boolean callable =
                        Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers());
                if (!callable && isAnnotated(method)) {
                    throw ServiceException.of(method, "must be public and not static.");
                }
            }
        }
    }

    private static boolean isAnnotated(Method method) {
        return BOUND.stream().anyMatch(method::isAnnotationPresent);
    }

    /** Java does not hand the annotations of a declared method on to the one that implements it. */
    private static void refuseLost(Class<?> type) {
        for (Method declared : declaredAbove(type)) {
            Method own = implementation(type, declared);
            if (own != null && Modifier.isAbstract(declared.getModifiers()) && !isAnnotated(own)) {
                throw ServiceException.of(
                        own,
                        "implements the method of "
                                + declared.getDeclaringClass().getName()
                                + ", which has an annotation that this method lacks: annotations are not inherited, so put"
                                + " it on the class's method.");
            }
        }
    }

    /** @return the annotated methods of the class's base classes and of all that it implements */
    private static List<Method> declaredAbove(Class<?> type) {
        Set<Class<?>> above = new LinkedHashSet<>();
        for (Class<?> some = type; some != null && some != Object.class; some = some.getSuperclass()) {
            above.add(some);
            addInterfaces(some, above);
        }
        above.remove(type);
        return above.stream()
                .flatMap(some -> Arrays.stream(some.getDeclaredMethods()))
                .filter(ServiceScan::isAnnotated)
                .sorted(Comparator.comparing(Method::toGenericString))
                .toList();
    }

    private static void addInterfaces(Class<?> type, Set<Class<?>> all) {
        for (Class<?> some : type.getInterfaces()) {
            all.add(some);
            addInterfaces(some, all);
        }
    }

    /** @return what is called in its place; the one behind the bridge, where its type variables are filled in */
    private static @Nullable Method implementation(Class<?> type, Method declared) {
        try {
            Method own = type.getMethod(declared.getName(), declared.getParameterTypes());
            if (own.equals(declared) || !own.isBridge()) {
                return own.equals(declared) ? null : own;
            }
            return Arrays.stream(own.getDeclaringClass().getMethods())
                    .filter(method -> !method.isBridge() && method.getName().equals(declared.getName()))
                    .filter(method -> method.getParameterCount() == declared.getParameterCount())
                    .findFirst()
                    .orElse(null);
        } catch (NoSuchMethodException notPublic) {
            return null;
        }
    }

    /** Nobody would ever call such a service, and nobody would know why. */
    private void refuseIdle() {
        boolean bindsItself =
                AbstractService.class.isAssignableFrom(type) || BayeuxService.class.isAssignableFrom(type);
        if (setUps.isEmpty()
                && others.isEmpty()
                && !bindsItself
                && SessionMembers.of(type).isEmpty()) {
            throw new ServiceException("The service " + type.getName()
                    + " has no bound method: it needs one with @Listener, @RemoteCall, @Subscription or"
                    + " @Configure, or a member with @Session. A class that needs none of these is not a"
                    + " service.");
        }
    }

    private void method(Method method) {
        Configure configure = method.getAnnotation(Configure.class);
        if (configure != null) {
            configure(method, configure);
        } else if (method.isAnnotationPresent(KeepHistory.class)) {
            throw ServiceException.of(method, "carries @KeepHistory without @Configure, which names the channels.");
        } else if (method.isAnnotationPresent(Overflow.class)) {
            throw ServiceException.of(method, "carries @Overflow without @Configure, which names the channels.");
        }
        Listener listener = method.getAnnotation(Listener.class);
        if (listener != null) {
            listener(method, listener);
        }
        Subscription subscription = method.getAnnotation(Subscription.class);
        if (subscription != null) {
            subscription(method, subscription);
        }
        RemoteCall call = method.getAnnotation(RemoteCall.class);
        if (call != null) {
            remoteCall(method, call);
        }
    }

    private void configure(Method method, Configure configure) {
        if (method.getParameterCount() != 1 || method.getParameterTypes()[0] != ServerChannel.class) {
            throw ServiceException.of(method, "carries @Configure: it must have one parameter, a ServerChannel.");
        }
        Access.refuseOn(method, "Configure");
        if (!Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
            throw ServiceException.of(method, ServiceMethod.NOT_PUBLIC);
        }
        for (ChannelId channel : channels(method, "", configure.value())) {
            if (channel.isMeta()) {
                throw ServiceException.of(
                        method,
                        "carries @Configure for " + channel
                                + ": there is nothing to set up on a meta channel; use a BayeuxExtension to see what"
                                + " clients send there.");
            }
            if (channel.isTemplate()) {
                throw ServiceException.of(
                        method,
                        "carries @Configure for the template " + channel
                                + "; only channels and patterns can be set up, such as " + channel.pattern() + ".");
            }
            setUps.add(binder -> binder.configure(method, instance, channel, configure));
        }
    }

    private void showMembers() {
        ShowMembers shown = type.getAnnotation(ShowMembers.class);
        if (shown == null) {
            return;
        }
        String what = "The service " + type.getName() + " carries @ShowMembers";
        if (shown.value().length == 0) {
            throw new ServiceException(what + ", but names no channel; at least one is needed.");
        }
        for (String name : shown.value()) {
            ChannelId channel = ChannelId.parse(name).orElse(null);
            if (channel == null || !channel.isBroadcast()) {
                throw new ServiceException(
                        what + " for \"" + name + "\": only broadcast channels, and patterns of them, have members.");
            }
            setUps.add(binder -> binder.showMembers(what, channel));
        }
    }

    private void listener(Method method, Listener listener) {
        Set<Class<?>> allowed = Set.of(void.class, boolean.class, Boolean.class, Verdict.class);
        if (!allowed.contains(method.getReturnType())) {
            throw ServiceException.of(
                    method, "carries @Listener: it must return nothing, a boolean, or a Verdict<Request.Publish>.");
        }
        List<ChannelId> channels = channels(method, "", listener.value());
        for (ChannelId channel : channels) {
            if (channel.isMeta()) {
                throw ServiceException.of(
                        method,
                        "listens on " + channel + ", but listeners do not see meta messages: use a BayeuxExtension.");
            }
        }
        ServiceMethod bound = bind(method, ServiceMethod.Kind.LISTENER, channels);
        Access access = access(method);
        boolean own = listener.receiveOwnPublishes();
        channels.forEach(channel -> others.add(binder -> binder.listener(bound, channel, own, access)));
    }

    private void subscription(Method method, Subscription subscription) {
        if (method.getReturnType() != void.class) {
            throw ServiceException.of(method, "carries @Subscription: it must return nothing.");
        }
        List<ChannelId> channels = channels(method, "", subscription.value());
        for (ChannelId channel : channels) {
            if (!channel.isBroadcast()) {
                throw ServiceException.of(
                        method,
                        "carries @Subscription for " + channel
                                + ": only broadcast channels can be subscribed to; use @Listener for service channels.");
            }
        }
        ServiceMethod bound = bind(method, ServiceMethod.Kind.SUBSCRIPTION, channels);
        Access access = access(method);
        channels.forEach(channel -> others.add(binder -> binder.subscription(bound, channel, access)));
    }

    private void remoteCall(Method method, RemoteCall call) {
        for (String name : call.value()) {
            if (name.startsWith("/service/")) {
                throw ServiceException.of(
                        method,
                        "carries @RemoteCall for " + name + "; name the target without /service, such as "
                                + name.substring("/service/".length()) + ".");
            }
        }
        List<ChannelId> channels = channels(method, "/service", call.value());
        for (ChannelId channel : channels) {
            if (channel.isWild()) {
                throw ServiceException.of(
                        method,
                        "carries @RemoteCall for a pattern; a target is a name or a template such as rooms/{name}.");
            }
        }
        Class<?> returned = method.getReturnType();
        if (Future.class.isAssignableFrom(returned) && !CompletionStage.class.isAssignableFrom(returned)) {
            throw ServiceException.of(
                    method,
                    "carries @RemoteCall and returns a " + returned.getSimpleName()
                            + ", which cannot report when it is complete; return a CompletionStage.");
        }
        if (returned != void.class && List.of(method.getParameterTypes()).contains(RemoteCall.Caller.class)) {
            throw ServiceException.of(
                    method,
                    "both returns a result and takes a RemoteCall.Caller; use one of these ways to answer a"
                            + " call.");
        }
        ServiceMethod bound = bind(method, ServiceMethod.Kind.REMOTE_CALL, channels);
        Access access = access(method);
        channels.forEach(channel -> target(channel, method));
        channels.forEach(channel -> others.add(binder -> binder.remoteCall(bound, channel, access)));
    }

    private void target(ChannelId channel, Method method) {
        targets.forEach((other, otherMethod) -> BoundListener.refuseSecond(channel, method, other, otherMethod));
        targets.put(channel, method);
    }

    private Access access(Method method) {
        Access access = Access.of(type, method);
        roles.addAll(access.named());
        return access;
    }

    private ServiceMethod bind(Method method, ServiceMethod.Kind kind, List<ChannelId> channels) {
        return new ServiceMethod.Candidate(method, kind, variables, channels)
                .bind(instance, validation.rulesOf(type, method));
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
                throw ServiceException.of(
                        method, "names the channel \"" + full + "\", which is not legal: " + e.getMessage());
            }
        }
        return channels;
    }
}
