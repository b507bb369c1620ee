package dev.halley.cdi;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** @return the bean of exactly that class, if there is one */
    Optional<Object> ofClass(Class<?> type) {
        Set<Bean<?>> beans = beanManager.getBeans(type, Any.Literal.INSTANCE).stream()
                .filter(bean -> bean.getBeanClass() == type)
                .collect(Collectors.toSet());
        return beans.isEmpty() ? Optional.empty() : Optional.of(get(beanManager.resolve(beans), type));
    }

    void release() {
        contexts.forEach(CreationalContext::release);
        contexts.clear();
    }
}
