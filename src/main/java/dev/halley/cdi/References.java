package dev.halley.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The beans that the server holds on to, until it ends.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 */
final class References {

    private final BeanManager beanManager;
    private final List<CreationalContext<?>> contexts = new ArrayList<>();
    private final Map<Bean<?>, Object> got = new HashMap<>();
    private final Set<Bean<?>> named = new HashSet<>();

    References(BeanManager beanManager) {
        this.beanManager = beanManager;
    }

    /** @return the same each time: a bean with several roles is one */
    <T> T get(Bean<?> bean, Class<T> type) {
        Object there = got.get(bean);
        if (type.isInstance(there)) {
            return type.cast(there);
        }
        CreationalContext<?> context = beanManager.createCreationalContext(bean);
        contexts.add(context);
        T fresh = type.cast(beanManager.getReference(bean, type, context));
        got.put(bean, fresh);
        return fresh;
    }

    /**
     * Gets a bean that is to be there when the server starts: where the application has one of it, that is made now, and what its
     * making throws fails the start.
     */
    <T> T made(Bean<?> bean, Class<T> type) {
        HttpScopes.problem(bean).ifPresent(problem -> {
            throw new IllegalStateException(problem);
        });
        if (bean.getScope() == ApplicationScoped.class) {
            try {
                make(bean);
            } catch (RuntimeException e) {
                throw new IllegalStateException(
                        "The bean " + bean.getBeanClass().getName() + " could not be created: " + e, e);
            }
        }
        return get(bean, type);
    }

    /** The context keeps it, and destroys it. */
    private <B> void make(Bean<B> bean) {
        beanManager.getContext(ApplicationScoped.class).get(bean, beanManager.createCreationalContext(bean));
    }

    /** @return empty if the configuration names it: then it is used there */
    <T> Optional<T> unlessNamed(Bean<?> bean, Class<T> type) {
        return named.contains(bean) ? Optional.empty() : Optional.of(get(bean, type));
    }

    /** @return empty if the configuration names it: then it is used there */
    <T> Optional<T> madeUnlessNamed(Bean<?> bean, Class<T> type) {
        return named.contains(bean) ? Optional.empty() : Optional.of(made(bean, type));
    }

    /** @return the bean of exactly that class, or the one that replaces it, if there is one */
    Optional<Object> ofClass(Class<?> type) {
        return new Replacements(beanManager).ofClass(type).map(bean -> {
            named.add(bean);
            return made(bean, type);
        });
    }

    void release() {
        contexts.forEach(CreationalContext::release);
        contexts.clear();
    }
}
