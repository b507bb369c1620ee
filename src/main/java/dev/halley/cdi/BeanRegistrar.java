package dev.halley.cdi;

import dev.halley.api.Authorizer;
import dev.halley.api.BayeuxExtension;
import dev.halley.api.BayeuxServer;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.filter.DataFilter;
import dev.halley.filter.FilterChain;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import dev.halley.service.Services;
import dev.halley.spi.Broker;
import dev.halley.spi.Readiness;
import dev.halley.spi.ServerEvents;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Prioritized;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Registers the application's beans with the server: filters, extensions, listeners of the server, authorizers, listeners of
 * channels and services, in this order; within each kind by {@code @Priority}, the lowest first, {@value #USUAL} where there is none, then by
 * class name.
 *
 * <p>Thread-safety: confined to the thread that starts the application.
 */
final class BeanRegistrar {

    static final int USUAL = 2_500;

    /** Their common interfaces are sealed, and so no types of beans: no proxy could implement them. */
    private static final List<Class<?>> SERVER_LISTENERS = List.of(
            BayeuxServerListener.SessionListener.class,
            BayeuxServerListener.ChannelListener.class,
            BayeuxServerListener.SubscriptionListener.class);

    private static final List<Class<?>> SESSION_LISTENERS = List.of(
            ServerSessionListener.RemovedListener.class,
            ServerSessionListener.MessageListener.class,
            ServerSessionListener.QueueMaxedListener.class,
            ServerSessionListener.QueueListener.class,
            ServerSessionListener.DequeueListener.class,
            ServerSessionListener.HeartbeatListener.class);

    /** What the server calls whatever the channel is. */
    private static final List<Class<?>> OF_ALL_CHANNELS = Stream.of(
                    SERVER_LISTENERS,
                    SESSION_LISTENERS,
                    List.<Class<?>>of(
                            BayeuxExtension.class,
                            SecurityPolicy.class,
                            Broker.class,
                            ServerEvents.class,
                            Readiness.class))
            .<Class<?>>flatMap(List::stream)
            .toList();

    private static final List<Class<?>> CHANNEL_LISTENERS =
            List.of(ServerChannelListener.MessageListener.class, ServerChannelListener.SubscriptionListener.class);

    /** What belongs to the channels that {@code @Channel} names. */
    private static final List<Class<?>> OF_SOME_CHANNELS = Stream.of(
                    CHANNEL_LISTENERS, List.<Class<?>>of(Authorizer.class, DataFilter.class))
            .<Class<?>>flatMap(List::stream)
            .toList();

    private final BeanManager beanManager;
    private final References references;
    private final ServiceSessions sessions;

    BeanRegistrar(BeanManager beanManager, References references, ServiceSessions sessions) {
        this.beanManager = beanManager;
        this.references = references;
        this.sessions = sessions;
    }

    /** @throws dev.halley.service.ServiceException if a service cannot serve as it is written */
    void addTo(BayeuxServer server, EventBridge events, Map<Bean<?>, Class<?>> services) {
        addFilters(server);
        addSessionListeners(server);
        for (Bean<?> bean : beans(beanManager, List.of(BayeuxExtension.class))) {
            references.unlessNamed(bean, BayeuxExtension.class).ifPresent(server::addExtension);
        }
        for (Bean<?> bean : beans(beanManager, SERVER_LISTENERS)) {
            references
                    .unlessNamed(bean, typeOf(bean, SERVER_LISTENERS))
                    .ifPresent(listener -> server.addListener((BayeuxServerListener) listener));
        }
        events.addTo(server);
        for (Bean<?> bean : beans(beanManager, List.of(Authorizer.class))) {
            Authorizer authorizer = references.get(bean, Authorizer.class);
            for (String name : names(bean)) {
                server.createChannel(name).addAuthorizer(authorizer);
            }
        }
        for (Bean<?> bean : beans(beanManager, CHANNEL_LISTENERS)) {
            Object listener = references.get(bean, typeOf(bean, CHANNEL_LISTENERS));
            for (String name : names(bean)) {
                server.createChannel(name).addListener((ServerChannelListener) listener);
            }
        }
        Services registry = new Services(server);
        inForce(services).forEach((bean, type) -> references
                .madeUnlessNamed(bean, type)
                .ifPresent(service -> registry.register(type, () -> service, sessions.of(type))));
    }

    /** @return whether the start makes something of it besides a service */
    static boolean hasRole(Bean<?> bean) {
        return Stream.of(OF_ALL_CHANNELS, OF_SOME_CHANNELS)
                .flatMap(List::stream)
                .anyMatch(bean.getTypes()::contains);
    }

    /** @return the beans that serve, each with the class whose annotations say how: one that replaces a service need not be one */
    private Map<Bean<?>, Class<?>> inForce(Map<Bean<?>, Class<?>> services) {
        Replacements replacements = new Replacements(beanManager);
        Set<Bean<?>> notReplaced = replacements.inForce(services.keySet());
        Map<Bean<?>, Class<?>> inForce = new LinkedHashMap<>();
        for (Bean<?> bean : sorted(services.keySet())) {
            Bean<?> replacement = replacements.replacementOf(bean);
            if (replacement == bean ? notReplaced.contains(bean) : !services.containsKey(replacement)) {
                inForce.put(replacement, services.get(bean));
            }
        }
        return inForce;
    }

    /** Each client's session has them from its beginning, before other listeners hear of it. */
    private void addSessionListeners(BayeuxServer server) {
        List<ServerSessionListener> all = new ArrayList<>();
        for (Bean<?> bean : beans(beanManager, SESSION_LISTENERS)) {
            all.add((ServerSessionListener) references.get(bean, typeOf(bean, SESSION_LISTENERS)));
        }
        if (!all.isEmpty()) {
            server.addListener(new BayeuxServerListener.SessionListener() {
                @Override
                public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
                    if (!session.isLocal()) {
                        all.forEach(session::addListener);
                    }
                }
            });
        }
    }

    /** One without {@code @Channel} is for the filter file to name. */
    private void addFilters(BayeuxServer server) {
        List<FilterChain.Step> steps = new ArrayList<>();
        for (Bean<?> bean : beans(beanManager, List.of(DataFilter.class))) {
            List<ChannelId> channels = names(bean).stream().map(ChannelId::of).toList();
            if (!channels.isEmpty()) {
                references.unlessNamed(bean, DataFilter.class).ifPresent(filter -> {
                    filter.init(RawJson.NULL);
                    steps.add(new FilterChain.Step(channels, filter));
                });
            }
        }
        if (!steps.isEmpty()) {
            new FilterChain(steps).addTo(server);
        }
    }

    private static Class<?> typeOf(Bean<?> bean, List<Class<?>> kinds) {
        return kinds.stream().filter(bean.getTypes()::contains).findFirst().orElseThrow();
    }

    private static List<String> names(Bean<?> bean) {
        return channel(bean).map(channel -> List.of(channel.value())).orElse(List.of());
    }

    private static Optional<Channel> channel(Bean<?> bean) {
        for (Annotation qualifier : bean.getQualifiers()) {
            if (qualifier instanceof Channel channel) {
                return Optional.of(channel);
            }
        }
        return Optional.empty();
    }

    /** @return a sentence for each bean that says nothing, or nothing right, of where it belongs, and for what is ambiguous */
    static List<String> problems(BeanManager beanManager) {
        List<String> problems = new ArrayList<>();
        Set<Bean<?>> all = new LinkedHashSet<>();
        try {
            all.addAll(beans(beanManager, OF_ALL_CHANNELS));
            beans(beanManager, OF_SOME_CHANNELS).forEach(bean -> {
                all.add(bean);
                channelProblem(bean).ifPresent(problems::add);
            });
        } catch (IllegalStateException ambiguous) {
            return List.of(String.valueOf(ambiguous.getMessage()));
        }
        for (Bean<?> bean : all) {
            HttpScopes.problem(bean).ifPresent(problems::add);
            if (channel(bean).isPresent() && OF_SOME_CHANNELS.stream().noneMatch(bean.getTypes()::contains)) {
                problems.add("The bean " + bean.getBeanClass().getName() + " carries @Channel, but is a "
                        + typeOf(bean, OF_ALL_CHANNELS).getSimpleName()
                        + ", which is called for all channels: remove @Channel.");
            }
            if (bean.getScope() == BayeuxSessionScoped.class
                    && SESSION_LISTENERS.stream().anyMatch(bean.getTypes()::contains)) {
                problems.add("The bean " + bean.getBeanClass().getName()
                        + " is a ServerSessionListener and @BayeuxSessionScoped: it is called on threads that do"
                        + " not handle a message of the session, where that scope is not active. Make it"
                        + " @ApplicationScoped; it receives the session as a parameter.");
            }
        }
        return problems;
    }

    private static Optional<String> channelProblem(Bean<?> bean) {
        boolean isFilter = bean.getTypes().contains(DataFilter.class);
        String kind = isFilter
                ? "a DataFilter"
                : bean.getTypes().contains(Authorizer.class) ? "an Authorizer" : "a ServerChannelListener";
        String what = "The bean " + bean.getBeanClass().getName() + " is " + kind;
        Optional<Channel> channel = channel(bean);
        if (channel.isEmpty()) {
            return isFilter
                    ? Optional.empty()
                    : Optional.of(what + ": it needs @Channel with the channels or patterns that it is for.");
        }
        try {
            ChannelNames.check(channel.get());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(what + ": " + e.getMessage());
        }
    }

    static List<Bean<?>> beans(BeanManager beanManager, List<Class<?>> kinds) {
        Set<Bean<?>> beans = new LinkedHashSet<>();
        kinds.forEach(kind -> beans.addAll(beanManager.getBeans(kind, Any.Literal.INSTANCE)));
        return sorted(new Replacements(beanManager).inForce(beans));
    }

    private static List<Bean<?>> sorted(Set<Bean<?>> beans) {
        return beans.stream()
                .sorted(Comparator.comparingInt(BeanRegistrar::priority)
                        .thenComparing(bean -> bean.getBeanClass().getName()))
                .toList();
    }

    private static int priority(Bean<?> bean) {
        if (bean instanceof Prioritized prioritized) {
            return prioritized.getPriority();
        }
        Priority priority = bean.getBeanClass().getAnnotation(Priority.class);
        return priority == null ? USUAL : priority.value();
    }
}
