package dev.halley.cdi;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
    private final Set<Bean<?>> used = new HashSet<>();

    References(BeanManager beanManager) {
        this.beanManager = beanManager;
    }

    <T> T get(Bean<?> bean, Class<T> type) {
        CreationalContext<?> context = beanManager.createCreationalContext(bean);
        contexts.add(context);
        used.add(bean);
        return type.cast(beanManager.getReference(bean, type, context));
    }

    /** @return empty if it was got before: what the configuration names, is used there */
    <T> Optional<T> first(Bean<?> bean, Class<T> type) {
        return used.contains(bean) ? Optional.empty() : Optional.of(get(bean, type));
    }

    /** @return the bean of exactly that class, or the one that replaces it, if there is one */
    Optional<Object> ofClass(Class<?> type) {
        return new Replacements(beanManager).ofClass(type).map(bean -> get(bean, type));
    }

    void release() {
        contexts.forEach(CreationalContext::release);
        contexts.clear();
    }
}
