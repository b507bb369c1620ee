package dev.halley.cdi;

import dev.halley.api.Registration;
import dev.halley.oort.Oort;
import dev.halley.oort.OortNode;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.Bean;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A method of a bean that does what nodes forward.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name of the service
 * @param parameter what it takes; {@code Void} for nothing
 */
record ForwardMethod(Bean<?> bean, Method method, String name, Type parameter) {

    /** @throws IllegalArgumentException if it cannot be called so; the message says why, as a sentence */
    static ForwardMethod of(Bean<?> bean, AnnotatedMethod<?> annotated) {
        Method method = annotated.getJavaMember();
        String name = annotated.getAnnotation(OnForward.class).value();
        ForwardMethod made = new ForwardMethod(bean, method, name, parameter(annotated, bean));
        try {
            Oort.checkName(name);
        } catch (IllegalArgumentException e) {
            throw problem(bean, method, e.getMessage());
        }
        made.refuseWhatCannotBeCalled();
        return made;
    }

    private static IllegalArgumentException problem(Bean<?> bean, Method method, @Nullable String what) {
        return new IllegalArgumentException("The method " + method.getName() + " of the bean "
                + bean.getBeanClass().getName() + " carries @OnForward: " + what);
    }

    private static Type parameter(AnnotatedMethod<?> annotated, Bean<?> bean) {
        List<Type> values = new ArrayList<>();
        int nodes = 0;
        for (AnnotatedParameter<?> parameter : annotated.getParameters()) {
            if (parameter.getBaseType() == OortNode.class) {
                nodes++;
            } else {
                values.add(parameter.getBaseType());
            }
        }
        if (values.size() > 1 || nodes > 1) {
            throw problem(
                    bean,
                    annotated.getJavaMember(),
                    "it may have one parameter for the forwarded argument, and one for the OortNode that has"
                            + " forwarded it.");
        }
        if (!values.isEmpty() && !OortPoints.isDetermined(values.get(0))) {
            throw problem(
                    bean,
                    annotated.getJavaMember(),
                    "its parameter has the type "
                            + values.get(0).getTypeName()
                            + "; it needs a type without type variables or wildcards.");
        }
        return values.isEmpty() ? Void.class : values.get(0);
    }

    private void refuseWhatCannotBeCalled() {
        boolean isPublic = Modifier.isPublic(method.getModifiers())
                && Modifier.isPublic(method.getDeclaringClass().getModifiers());
        if (!isPublic || Modifier.isStatic(method.getModifiers())) {
            throw problem(bean, method, "it must be public, in a public class, and not static.");
        }
        if (!bean.getTypes().contains(bean.getBeanClass())) {
            throw problem(bean, method, "@Typed excludes the class from the bean's types, so nobody can call it.");
        }
        Class<?> returned = method.getReturnType();
        if (Future.class.isAssignableFrom(returned) && !CompletionStage.class.isAssignableFrom(returned)) {
            throw problem(
                    bean,
                    method,
                    "it returns a " + returned.getSimpleName()
                            + ", which cannot report when it is complete; return a CompletionStage.");
        }
    }

    /** @param target the bean, or its client proxy */
    Registration register(Oort oort, Object target) {
        return oort.<@Nullable Object, @Nullable Object>service(name, parameter, (Type) Object.class)
                .onForwardAsync((value, caller) -> call(target, value, caller));
    }

    private CompletionStage<@Nullable Object> call(Object target, @Nullable Object value, OortNode caller)
            throws Exception {
        Class<?>[] types = method.getParameterTypes();
        @Nullable Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = types[i] == OortNode.class ? caller : value;
        }
        Object result;
        try {
            result = method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw (Error) thrown.getCause();
        }
        return result instanceof CompletionStage<?> stage
                ? stage.thenApply(each -> each)
                : CompletableFuture.completedStage(result);
    }
}
