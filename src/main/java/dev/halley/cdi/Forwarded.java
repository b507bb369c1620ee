package dev.halley.cdi;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands for an object that is there later than this, and looks for it at each call.
 *
 * <p>Thread-safety: immutable.
 */
final class Forwarded implements InvocationHandler {

    private final Class<?> type;
    private final Supplier<?> target;

    private Forwarded(Class<?> type, Supplier<?> target) {
        this.type = type;
        this.target = target;
    }

    /** @param type an interface */
    static <T> T to(Class<T> type, Supplier<? extends T> target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Forwarded(type, target)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
        }
        try {
            return method.invoke(target.get(), arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /** These do not make what is not there yet. */
    private Object ofObject(Object proxy, Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "an injected " + type.getSimpleName();
        };
    }
}
