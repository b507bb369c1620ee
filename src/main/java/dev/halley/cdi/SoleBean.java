package dev.halley.cdi;

import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the bean of a type of which an application has at most one.
 *
 * <p>Thread-safety: stateless.
 */
final class SoleBean {

    private SoleBean() {}

    /**
     * @return the bean, whatever its qualifiers are; empty if there is none
     * @throws IllegalStateException if there are two or more, and none of them is a selected alternative; the message
     *     names their classes
     */
    static Optional<Bean<?>> of(BeanManager beanManager, Class<?> type) {
        return of(beanManager, type, Any.Literal.INSTANCE);
    }

    /** The same among those with a qualifier. */
    static Optional<Bean<?>> of(BeanManager beanManager, Class<?> type, Annotation qualifier) {
        Set<Bean<?>> all = beanManager.getBeans(type, qualifier);
        Set<Bean<?>> alternatives = all.stream().filter(Bean::isAlternative).collect(Collectors.toSet());
        Set<Bean<?>> beans = alternatives.isEmpty() ? all : alternatives;
        try {
            return Optional.ofNullable(beanManager.resolve(beans));
        } catch (AmbiguousResolutionException e) {
            throw new IllegalStateException(
                    "There must be at most one " + type.getSimpleName() + " bean, but there are "
                            + beans.size() + ": " + names(beans)
                            + ". Remove one, or make one an @Alternative with a @Priority. A bean that only the other"
                            + " one uses can be excluded by @Typed with its own class.",
                    e);
        }
    }

    static String names(Collection<Bean<?>> beans) {
        return beans.stream()
                .map(bean -> bean.getBeanClass().getName())
                .sorted()
                .collect(Collectors.joining(" and "));
    }
}
