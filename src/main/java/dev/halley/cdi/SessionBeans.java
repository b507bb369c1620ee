package dev.halley.cdi;

import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The beans of one Bayeux session.
 *
 * <p>Thread-safety: guarded by {@code lock}, which is held while a bean is made, since there must be one, but not while one is
 * destroyed.
 */
final class SessionBeans {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Contextual<?>, Made<?>> made = new HashMap<>();
    private final Deque<Made<?>> order = new ArrayDeque<>();

    private record Made<T>(Contextual<T> bean, T instance, CreationalContext<T> context) {
        void destroy() {
            bean.destroy(instance, context);
        }
    }

    @SuppressWarnings("unchecked") // put there for this bean
    <T> @Nullable T get(Contextual<T> bean, @Nullable CreationalContext<T> context) {
        lock.lock();
        try {
            Made<T> there = (Made<T>) made.get(bean);
            if (there == null && context != null) {
                there = new Made<>(bean, bean.create(context), context);
                made.put(bean, there);
                order.push(there);
            }
            return there == null ? null : there.instance();
        } finally {
            lock.unlock();
        }
    }

    void destroy(Contextual<?> bean) {
        Made<?> one;
        lock.lock();
        try {
            one = made.remove(bean);
            order.remove(one);
        } finally {
            lock.unlock();
        }
        if (one != null) {
            one.destroy();
        }
    }

    /** Destroys all, last made first. */
    void destroyAll() {
        Deque<Made<?>> all;
        lock.lock();
        try {
            all = new ArrayDeque<>(order);
            order.clear();
            made.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(Made::destroy);
    }
}
