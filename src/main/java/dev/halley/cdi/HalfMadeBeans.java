package dev.halley.cdi;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.AnnotatedElement;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds beans of the server that are being made on this thread. The start needs each of them: CDI would make it a second time, and
 * the server would have the one, the application the other.
 *
 * <p>Thread-safety: stateless.
 */
final class HalfMadeBeans {

    private HalfMadeBeans() {}

    /**
     * @param parts the classes of the beans that the start needs
     * @throws IllegalStateException if one of them is being made; the message names the class
     */
    static void refuse(Set<Class<?>> parts) {
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(frame -> makesOne(frame, parts)).findFirst())
                .ifPresent(frame -> {
                    throw new IllegalStateException("The bean "
                            + frame.getDeclaringClass().getName()
                            + " calls the Bayeux server during its own creation. The call would start the server,"
                            + " which needs the bean. Make the call in an observer of " + ServerStarted.class.getName()
                            + ", or in a @Configure method.");
                });
    }

    private static boolean makesOne(StackFrame frame, Set<Class<?>> parts) {
        return parts.stream().anyMatch(frame.getDeclaringClass()::isAssignableFrom)
                && (frame.getMethodName().equals("<init>") || isCalledByCdi(frame));
    }

    private static boolean isCalledByCdi(StackFrame frame) {
        return Stream.of(frame.getDeclaringClass().getDeclaredMethods())
                .filter(method -> method.getName().equals(frame.getMethodName()))
                .anyMatch(HalfMadeBeans::isForTheMaking);
    }

    private static boolean isForTheMaking(AnnotatedElement method) {
        return method.isAnnotationPresent(PostConstruct.class) || method.isAnnotationPresent(Inject.class);
    }
}
