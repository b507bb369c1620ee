package dev.halley.launcher;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.util.DecoratedObjectFactory;
import org.eclipse.jetty.util.Decorator;

/**
 * Injects into what asks for it, one object at a time; leaves all else alone.
 *
 * <p>Jetty hands every object that it makes to CDI: eight for each WebSocket, of which none asks for anything. It does so on
 * the threads of many requests at once, and neither of its ways bears that: its own one keeps what it has injected in a map
 * that is not made for several threads; Weld's one keeps what it needs for a class by a weak reference, and fails when the
 * garbage collector takes that away between two threads, as it does when many clients come at once.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Injection implements Decorator {

    private static final String INJECT = "jakarta.inject.Inject";

    private final Decorator cdi;
    private final ClassValue<Boolean> asking = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return asks(type);
        }
    };

    /** @param cdi what injects */
    Injection(Decorator cdi) {
        this.cdi = cdi;
    }

    /**
     * Puts itself around those of the factory's decorators that inject.
     *
     * @param kind the class of those
     */
    static void guard(DecoratedObjectFactory factory, Class<? extends Decorator> kind) {
        List<Decorator> guarded = factory.getDecorators().stream()
                .map(decorator -> kind.isInstance(decorator) ? new Injection(decorator) : decorator)
                .toList();
        factory.setDecorators(guarded);
    }

    @Override
    public <T> T decorate(T object) {
        if (!asking.get(object.getClass())) {
            return object;
        }
        synchronized (this) {
            return cdi.decorate(object);
        }
    }

    @Override
    public void destroy(Object object) {
        if (asking.get(object.getClass())) {
            synchronized (this) {
                cdi.destroy(object);
            }
        }
    }

    private static boolean asks(Class<?> type) {
        for (Class<?> part = type; part != null; part = part.getSuperclass()) {
            if (Stream.of(part.getDeclaredFields(), part.getDeclaredMethods())
                    .flatMap(Stream::of)
                    .anyMatch(Injection::isInjectionPoint)) {
                return true;
            }
        }
        return false;
    }

    /** By the annotation's name: its class is the web application's. */
    private static boolean isInjectionPoint(AnnotatedElement member) {
        return Stream.of(member.getDeclaredAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(annotation -> annotation.getName().equals(INJECT));
    }
}
