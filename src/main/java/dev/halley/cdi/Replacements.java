package dev.halley.cdi;

import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Specializes;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says which bean stands in another's place: a selected {@code @Alternative}, or one that {@code @Specializes} it. Qualifiers do not
 * count: what the server picks up by its type, it picks up whatever its qualifiers are.
 *
 * <p>Thread-safety: confined to the thread that deploys or starts the application.
 */
final class Replacements {

    private final BeanManager beanManager;

    Replacements(BeanManager beanManager) {
        this.beanManager = beanManager;
    }

    /** @return those beans that no other one replaces */
    Set<Bean<?>> inForce(Collection<Bean<?>> beans) {
        Set<Bean<?>> inForce = new LinkedHashSet<>(beans);
        for (Bean<?> bean : beans) {
            Bean<?> chosen = replacementOf(bean);
            if (chosen != bean) {
                Set<Bean<?>> alternatives = alternativesOf(bean);
                inForce.removeIf(other -> other != chosen && (other == bean || alternatives.contains(other)));
            }
        }
        return inForce;
    }

    /**
     * @return the bean that is used in its place; itself if none is
     * @throws IllegalStateException if there are two; the message names their classes
     */
    Bean<?> replacementOf(Bean<?> bean) {
        Set<Bean<?>> alternatives = alternativesOf(bean);
        if (!alternatives.isEmpty()) {
            return chosen(bean.getBeanClass(), alternatives);
        }
        if (!bean.getTypes().contains(bean.getBeanClass())) {
            return bean;
        }
        // Weld reports beans that others specialize, too, but does not give them to anybody.
        Optional<Bean<?>> special = specialOf(bean.getBeanClass());
        return special.isEmpty() ? bean : special.get();
    }

    /**
     * @return the bean of exactly that class, or the one in its place, or what a producer makes of it
     * @throws IllegalStateException if there are two; the message names their classes
     */
    Optional<Bean<?>> ofClass(Class<?> type) {
        Set<Bean<?>> all = beanManager.getBeans(type, Any.Literal.INSTANCE);
        Optional<Bean<?>> exact =
                all.stream().filter(bean -> bean.getBeanClass() == type).findFirst();
        return exact.or(() -> specialOf(type))
                .<Bean<?>>map(this::replacementOf)
                .or(() -> soleProduced(
                        type,
                        inForce(all.stream().filter(Replacements::isProduced).toList())));
    }

    private static boolean isProduced(Bean<?> bean) {
        return !bean.getTypes().contains(bean.getBeanClass());
    }

    private static Optional<Bean<?>> soleProduced(Class<?> type, Set<Bean<?>> produced) {
        if (produced.size() > 1) {
            throw new IllegalStateException("The configuration names " + type.getName() + ", and " + produced.size()
                    + " producers create one: " + SoleBean.names(produced) + ". Remove all but one.");
        }
        return produced.stream().findFirst();
    }

    private Optional<Bean<?>> specialOf(Class<?> type) {
        return beanManager.getBeans(type, Any.Literal.INSTANCE).stream()
                .filter(bean -> bean.getBeanClass() != type && specializes(bean.getBeanClass(), type))
                .findFirst();
    }

    private static boolean specializes(Class<?> special, Class<?> type) {
        Class<?> some = special;
        while (some != null && some != type && some.isAnnotationPresent(Specializes.class)) {
            some = some.getSuperclass();
        }
        return some == type;
    }

    /** What a producer makes has another class than its bean: that class says nothing about it. */
    private Set<Bean<?>> alternativesOf(Bean<?> bean) {
        Class<?> type = bean.getBeanClass();
        if (isProduced(bean)) {
            return Set.of();
        }
        return beanManager.getBeans(type, Any.Literal.INSTANCE).stream()
                .filter(other -> other.isAlternative() && !other.equals(bean))
                .collect(Collectors.toSet());
    }

    private Bean<?> chosen(Class<?> replaced, Set<Bean<?>> alternatives) {
        try {
            return beanManager.resolve(alternatives);
        } catch (AmbiguousResolutionException e) {
            throw new IllegalStateException(
                    "The bean " + replaced.getName() + " has " + alternatives.size()
                            + " alternatives of the same priority: " + SoleBean.names(alternatives)
                            + ". Remove one, or give one a higher @Priority.",
                    e);
        }
    }
}
