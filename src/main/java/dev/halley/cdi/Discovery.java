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
import dev.halley.service.Subscription;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
    private final Set<Bean<?>> services = new HashSet<>();
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

    /**
     * Looks at a managed bean, which may be a service.
     *
     * @throws ServiceException if it cannot serve as it is written
     */
    void managedBean(Bean<?> bean, AnnotatedType<?> annotated, BeanManager beanManager) {
        Class<?> type = bean.getBeanClass();
        if (!type.isAnnotationPresent(Service.class)) {
            warnOfMethods(annotated);
            return;
        }
        Services.check(type);
        if (beanManager.isNormalScope(bean.getScope())) {
            refuseSessionFields(type, bean.getScope());
        }
        services.add(bean);
    }

    /** The configuration may name such a class; most likely its author has forgotten something. */
    private static void warnOfMethods(AnnotatedType<?> type) {
        for (AnnotatedMethod<?> method : type.getMethods()) {
            for (Class<? extends Annotation> annotation : OF_METHODS) {
                if (method.isAnnotationPresent(annotation)) {
                    LOGGER.log(
                            Level.WARNING,
                            "The method {0} of the bean {1} carries @{2}, but the bean does not carry @Service: nothing"
                                    + " calls it, unless the init-param ''services'' names the class.",
                            method.getJavaMember().getName(),
                            type.getJavaClass().getName(),
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
                            + ": @Inject LocalSession gives the same session.");
                }
            }
        }
    }

    Set<Bean<?>> services() {
        return Set.copyOf(services);
    }
}
