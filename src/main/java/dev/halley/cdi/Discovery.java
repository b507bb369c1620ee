package dev.halley.cdi;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSessionListener;
import dev.halley.service.Configure;
import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import dev.halley.service.ServiceException;
import dev.halley.service.Services;
import dev.halley.service.Session;
import dev.halley.service.ShowMembers;
import dev.halley.service.Subscription;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was found out about the application when it was deployed.
 *
 * <p>Thread-safety: confined to the thread that deploys the application; read-only after that.
 */
final class Discovery {

    static final Set<Class<?>> SEALED =
            Set.of(BayeuxServerListener.class, ServerChannelListener.class, ServerSessionListener.class);

    private static final Logger LOGGER = System.getLogger(Discovery.class.getName());
    private static final List<Class<? extends Annotation>> OF_METHODS =
            List.of(Listener.class, RemoteCall.class, Subscription.class, Configure.class);

    private final Set<Class<?>> observed = new HashSet<>();
    private final Set<Class<?>> observedAsync = new HashSet<>();
    private final Map<Bean<?>, Class<?>> services = new LinkedHashMap<>();
    private final Set<Class<?>> parts = new HashSet<>();
    private final List<String> problems = new ArrayList<>();
    private boolean requestScoped;

    void observer(ObserverMethod<?> method) {
        if (method.getObservedType() instanceof Class<?> type) {
            (method.isAsync() ? observedAsync : observed).add(type);
        }
    }

    EventBridge.Observers observers() {
        return new EventBridge.Observers(Set.copyOf(observed), Set.copyOf(observedAsync));
    }

    void bean(Bean<?> bean) {
        requestScoped |= bean.getScope() == RequestScoped.class && !isContainers(bean);
        if (BeanRegistrar.hasRole(bean)) {
            parts.add(bean.getBeanClass());
        }
    }

    /** @return the classes of the beans that the start makes */
    Set<Class<?>> parts() {
        return Set.copyOf(parts);
    }

    /** Weld reports its own beans of the servlet API, too; without an HTTP request they are of no use to anybody. */
    private static boolean isContainers(Bean<?> bean) {
        String type = bean.getBeanClass().getName();
        return type.startsWith("org.jboss.weld.") || type.startsWith("jakarta.");
    }

    /** @return whether any bean of the application is request scoped */
    boolean hasRequestScoped() {
        return requestScoped;
    }

    /** Looks at a managed bean, which may be a service. */
    void managedBean(Bean<?> bean, AnnotatedType<?> annotated, BeanManager beanManager) {
        Class<?> type = bean.getBeanClass();
        if (type.isAnnotationPresent(Service.class)) {
            service(bean, type, beanManager);
            return;
        }
        for (Class<?> some : interfacesOf(type)) {
            if (some.isAnnotationPresent(Service.class)) {
                problems.add("The bean " + type.getName() + " implements " + some.getName()
                        + ", which carries @Service: annotations of interfaces are not inherited. Move it, and"
                        + " those of the methods, to the class.");
                return;
            }
        }
        warnOfMethods(type, annotated);
    }

    /** Looks at what a producer makes, which may be a service. */
    void producer(Bean<?> bean, Annotated producer, BeanManager beanManager) {
        if (producer.getBaseType() instanceof Class<?> type && type.isAnnotationPresent(Service.class)) {
            service(bean, type, beanManager);
        }
    }

    private void service(Bean<?> bean, Class<?> type, BeanManager beanManager) {
        try {
            Services.check(type);
            if (beanManager.isNormalScope(bean.getScope())) {
                refuseSessionFields(type, bean.getScope());
                if (bean.getScope() != ApplicationScoped.class) {
                    refuseSetUps(type, bean.getScope());
                }
            }
        } catch (ServiceException wrong) {
            problems.add(String.valueOf(wrong.getMessage()));
            return;
        }
        HttpScopes.problem(bean).ifPresent(problems::add);
        services.forEach((other, otherType) -> {
            if (type == otherType && !bean.isAlternative() && !other.isAlternative()) {
                problems.add("The service " + type.getName() + " exists twice, " + origin(other, type) + " and "
                        + origin(bean, type)
                        + ": its methods would be called twice. Remove one; @Vetoed prevents a class from being a"
                        + " bean by itself.");
            }
        });
        services.put(bean, type);
        parts.add(type);
    }

    private static String origin(Bean<?> bean, Class<?> type) {
        return bean.getBeanClass() == type
                ? "as a bean by its class"
                : "by a producer of " + bean.getBeanClass().getName();
    }

    /** @return a sentence for each thing that is wrong with a service */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** The configuration may name such a class; most likely its author has forgotten something. */
    private static void warnOfMethods(Class<?> type, AnnotatedType<?> annotated) {
        if (type.isAnnotationPresent(ShowMembers.class)) {
            LOGGER.log(
                    Level.WARNING,
                    "The bean {0} carries @ShowMembers, but not @Service: the annotation has no effect,"
                            + " unless the init-param ''services'' names the class.",
                    type.getName());
        }
        Stream<Method> inherited =
                interfacesOf(type).stream().flatMap(some -> Arrays.stream(some.getDeclaredMethods()));
        Stream<Method> own = annotated.getMethods().stream().map(AnnotatedMethod::getJavaMember);
        for (Method method : Stream.concat(own, inherited).toList()) {
            for (Class<? extends Annotation> annotation : OF_METHODS) {
                if (method.isAnnotationPresent(annotation)) {
                    LOGGER.log(
                            Level.WARNING,
                            "The method {0} of the bean {1} carries @{2}, but the bean does not carry @Service: nothing"
                                    + " calls it, unless the init-param ''services'' names the class.",
                            method.getName(),
                            type.getName(),
                            annotation.getSimpleName());
                    return;
                }
            }
        }
    }

    /** Such a field would be set in a proxy, where the bean does not see it. */
    private static void refuseSessionFields(Class<?> type, Class<? extends Annotation> scope) {
        for (Class<?> some = type; some != null && some != Object.class; some = some.getSuperclass()) {
            for (Field field : some.getDeclaredFields()) {
                if (field.isAnnotationPresent(Session.class)) {
                    throw new ServiceException("The field " + field.getName() + " of the service " + type.getName()
                            + " carries @Session, which does not work in a bean that is @" + scope.getSimpleName()
                            + ": use @Inject LocalSession, which gives the same session.");
                }
            }
        }
    }

    /** When the server starts no such scope is active, or another one than later: nobody would see what was done. */
    private static void refuseSetUps(Class<?> type, Class<? extends Annotation> scope) {
        for (Class<?> some = type; some != null && some != Object.class; some = some.getSuperclass()) {
            for (Method method : some.getDeclaredMethods()) {
                boolean configures = method.isAnnotationPresent(Configure.class);
                if (configures || method.isAnnotationPresent(Session.class)) {
                    throw new ServiceException("The method " + method.getName() + " of the service " + type.getName()
                            + " carries @" + (configures ? "Configure" : "Session") + ", and the service is @"
                            + scope.getSimpleName()
                            + ": the method is called when the server starts, when that scope is not active. "
                            + (configures
                                    ? "Move it to a service that is @ApplicationScoped."
                                    : "Use @Inject LocalSession, which gives the same session."));
                }
            }
        }
    }

    /** @return all interfaces of a class */
    private static Set<Class<?>> interfacesOf(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> some = type; some != null; some = some.getSuperclass()) {
            for (Class<?> implemented : some.getInterfaces()) {
                all.add(implemented);
                all.addAll(interfacesOf(implemented));
            }
        }
        return all;
    }

    /** @return the beans that serve, each with the class whose annotations say how */
    Map<Bean<?>, Class<?>> services() {
        return Map.copyOf(services);
    }
}
