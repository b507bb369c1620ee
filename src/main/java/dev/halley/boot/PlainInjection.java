package dev.halley.boot;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The little that services need of dependency injection where there is no CDI: fields of type {@code BayeuxServer} or {@code Oort} that
 * carry {@code jakarta.inject.Inject}, and methods that carry {@code jakarta.annotation.PostConstruct} or {@code PreDestroy}. The
 * annotations are known by name, since their API may not be there; Java then does not show them.
 *
 * <p>Thread-safety: stateless.
 */
final class PlainInjection {

    private static final String INJECT = "jakarta.inject.Inject";
    private static final String POST_CONSTRUCT = "jakarta.annotation.PostConstruct";
    private static final String PRE_DESTROY = "jakarta.annotation.PreDestroy";

    private PlainInjection() {}

    /**
     * @param given what can be injected, by its type
     * @throws IllegalStateException if a field asks for anything else
     */
    static void inject(Object service, Map<Class<?>, Object> given) {
        for (Class<?> some = service.getClass(); some != Object.class; some = some.getSuperclass()) {
            for (Field field : some.getDeclaredFields()) {
                if (carries(field, INJECT)) {
                    inject(service, field, given);
                }
            }
        }
    }

    private static void inject(Object service, Field field, Map<Class<?>, Object> given) {
        Object value = given.get(field.getType());
        if (value == null) {
            throw new IllegalStateException("The field " + field.getName() + " of the service "
                    + service.getClass().getName()
                    + " has @Inject: without CDI only a BayeuxServer or an Oort can be injected, not a "
                    + field.getType().getName()
                    + ".");
        }
        try {
            field.setAccessible(true);
            field.set(service, value);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException(
                    "The field " + field.getName() + " of the service "
                            + service.getClass().getName() + " could not be set: " + e,
                    e);
        }
    }

    static void postConstruct(Object service) {
        call(service, POST_CONSTRUCT);
    }

    static void preDestroy(Object service) {
        call(service, PRE_DESTROY);
    }

    private static void call(Object service, String annotation) {
        for (Class<?> some = service.getClass(); some != Object.class; some = some.getSuperclass()) {
            for (Method method : some.getDeclaredMethods()) {
                if (carries(method, annotation)) {
                    call(service, method);
                }
            }
        }
    }

    private static void call(Object service, Method method) {
        String what = "The method " + method.getName() + " of the service "
                + service.getClass().getName();
        if (method.getParameterCount() != 0) {
            throw new IllegalStateException(
                    what + " is called when the service starts or stops: it must have no parameters.");
        }
        try {
            method.setAccessible(true);
            method.invoke(service);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(what + " threw " + e.getCause(), e);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException(what + " could not be called: " + e, e);
        }
    }

    private static boolean carries(AnnotatedElement element, String annotation) {
        return Stream.of(element.getAnnotations())
                .anyMatch(carried -> carried.annotationType().getName().equals(annotation));
    }
}
