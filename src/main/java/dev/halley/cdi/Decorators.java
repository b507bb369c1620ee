package dev.halley.cdi;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Decorator;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Looks for decorators of what is injected, but not made by CDI: CDI does not decorate that.
 *
 * <p>Thread-safety: stateless.
 */
final class Decorators {

    private static final Type PUBLISHER = new TypeLiteral<ChannelPublisher<Object>>() {}.getType();

    private Decorators() {}

    /** @return a sentence for each */
    static List<String> problems(BeanManager beanManager) {
        List<String> problems = new ArrayList<>();
        add(problems, beanManager, BayeuxServer.class, Default.Literal.INSTANCE);
        add(problems, beanManager, LocalSession.class, Default.Literal.INSTANCE);
        add(problems, beanManager, PUBLISHER, Channel.Literal.of());
        return problems;
    }

    private static void add(List<String> problems, BeanManager beanManager, Type type, Annotation qualifier) {
        for (Decorator<?> decorator :
                beanManager.resolveDecorators(Set.of(type, Object.class), Any.Literal.INSTANCE, qualifier)) {
            String name = type instanceof Class<?> plain ? plain.getSimpleName() : "ChannelPublisher";
            problems.add("The decorator " + decorator.getBeanClass().getName() + " is for " + name
                    + ", which the server creates, not CDI, so that it would never be called: use a"
                    + " BayeuxExtension, a listener or a filter to see what is published.");
        }
    }
}
