package dev.halley.cdi;

import dev.halley.api.BayeuxServer;
import dev.halley.api.SecurityPolicy;
import dev.halley.oort.Oort;
import dev.halley.oort.OortPrimary;
import dev.halley.oort.Seti;
import dev.halley.spi.Broker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessBeanAttributes;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.ProcessObserverMethod;
import jakarta.enterprise.inject.spi.ProcessProducerField;
import jakarta.enterprise.inject.spi.ProcessProducerMethod;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.lang.annotation.Annotation;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the server of this application a bean, and what goes with it; looks at services, channel names and policies when the
 * application is deployed.
 *
 * <p>CDI starts before the server does. What is injected is therefore a client proxy, which looks for the server when
 * it is first called, and may start it by that. Where CDI also ends before the servlet context tells the server to, the server is stopped by this
 * extension, as long as beans are there: what listens to the end of sessions may be beans.
 *
 * <p>Thread-safety: thread-safe.
 */
public class HalleyExtension implements Extension {

    private final Discovery discovery = new Discovery();
    private final CurrentServer current = new CurrentServer(discovery);
    private final BayeuxSessionContext sessionContext = new BayeuxSessionContext();
    private final ForwardMethods forwards = new ForwardMethods();
    private final ServiceSessions sessions = new ServiceSessions(this::server);

    /** What {@code @Inject BayeuxServer} stands for. */
    CurrentServer current() {
        return current;
    }

    Discovery discovery() {
        return discovery;
    }

    BayeuxSessionContext sessionContext() {
        return sessionContext;
    }

    ServiceSessions sessions() {
        return sessions;
    }

    ForwardMethods forwards() {
        return forwards;
    }

    /** @throws IllegalStateException if it is not running, and cannot be started yet */
    BayeuxServer server() {
        return current.get().bayeux();
    }

    /** @throws IllegalStateException as {@link #server} */
    Oort oort() {
        return current.get().oort();
    }

    void addProducers(@Observes BeforeBeanDiscovery event) {
        event.addAnnotatedType(Producers.class, Producers.class.getName());
        event.addAnnotatedType(OortProducers.class, OortProducers.class.getName());
    }

    void addServer(@Observes AfterBeanDiscovery event) {
        event.<BayeuxServer>addBean()
                .id(BayeuxServer.class.getName())
                .types(BayeuxServer.class, Object.class)
                .scope(ApplicationScoped.class)
                .createWith(context -> server());
        event.<Oort>addBean()
                .id(Oort.class.getName())
                .types(Oort.class, Object.class)
                .scope(ApplicationScoped.class)
                .createWith(context -> oort());
        event.<OortPrimary>addBean()
                .id(OortPrimary.class.getName())
                .types(OortPrimary.class, Object.class)
                .scope(ApplicationScoped.class)
                .createWith(context -> oort().primary());
        event.<Seti>addBean()
                .id(Seti.class.getName())
                .types(Seti.class, Object.class)
                .scope(ApplicationScoped.class)
                .createWith(context -> oort().seti());
        event.addContext(sessionContext);
    }

    /** A qualifier would take {@code @Default} away, and plain {@code @Inject} with it. */
    <T> void keepDefault(@Observes @WithAnnotations(Channel.class) ProcessAnnotatedType<T> event) {
        if (event.getAnnotatedType().isAnnotationPresent(Channel.class)) {
            event.configureAnnotatedType().add(Default.Literal.INSTANCE);
        }
    }

    /** A client proxy implements all types of its bean, which sealed interfaces do not allow. */
    <T> void takeSealedTypesAway(@Observes ProcessBeanAttributes<T> event) {
        Set<java.lang.reflect.Type> types = event.getBeanAttributes().getTypes();
        if (!Collections.disjoint(types, Discovery.SEALED)) {
            event.configureBeanAttributes()
                    .types(types.stream()
                            .filter(type -> !Discovery.SEALED.contains(type))
                            .collect(Collectors.toSet()));
        }
    }

    void checkChannel(@Observes ProcessInjectionPoint<?, ?> event) {
        for (Annotation qualifier : event.getInjectionPoint().getQualifiers()) {
            if (qualifier instanceof Channel channel && !isBean(event)) {
                try {
                    ChannelNames.toPublishOn(channel);
                } catch (IllegalArgumentException e) {
                    event.addDefinitionError(new IllegalArgumentException(
                            "The injection point " + event.getInjectionPoint() + ": " + e.getMessage(), e));
                }
            }
        }
    }

    void checkOortName(@Observes ProcessInjectionPoint<?, ?> event) {
        OortPoints.problem(event.getInjectionPoint())
                .ifPresent(problem -> event.addDefinitionError(new IllegalArgumentException(problem)));
    }

    /** Whoever injects an authorizer or listener by its qualifier publishes nothing. */
    private static boolean isBean(ProcessInjectionPoint<?, ?> event) {
        return !event.getInjectionPoint().getType().getTypeName().contains(ChannelPublisher.class.getName());
    }

    void see(@Observes ProcessBean<?> event) {
        discovery.bean(event.getBean());
    }

    void lookAtService(@Observes ProcessManagedBean<?> event, BeanManager beanManager) {
        discovery.managedBean(event.getBean(), event.getAnnotatedBeanClass(), beanManager);
        forwards.managedBean(event.getBean(), event.getAnnotatedBeanClass());
    }

    void lookAtService(@Observes ProcessProducerMethod<?, ?> event, BeanManager beanManager) {
        discovery.producer(event.getBean(), event.getAnnotatedProducerMethod(), beanManager);
    }

    void lookAtService(@Observes ProcessProducerField<?, ?> event, BeanManager beanManager) {
        discovery.producer(event.getBean(), event.getAnnotatedProducerField(), beanManager);
    }

    void see(@Observes ProcessObserverMethod<?, ?> event) {
        discovery.observer(event.getObserverMethod());
    }

    void check(@Observes AfterDeploymentValidation validation, BeanManager beanManager) {
        for (Class<?> sole : List.of(SecurityPolicy.class, Broker.class)) {
            try {
                SoleBean.of(beanManager, sole);
            } catch (IllegalStateException two) {
                validation.addDeploymentProblem(two);
            }
        }
        Stream.of(
                        discovery.problems().stream(),
                        forwards.problems(beanManager).stream(),
                        BeanRegistrar.problems(beanManager).stream(),
                        Decorators.problems(beanManager).stream(),
                        OwnJsonb.problems(beanManager).stream())
                .flatMap(problems -> problems)
                .forEach(problem -> validation.addDeploymentProblem(new IllegalStateException(problem)));
    }

    void beansAreAboutToEnd(@Observes @BeforeDestroyed(ApplicationScoped.class) Object application) {
        current.stop();
    }
}
