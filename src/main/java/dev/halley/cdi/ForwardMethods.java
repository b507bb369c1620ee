package dev.halley.cdi;

import dev.halley.oort.Oort;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The methods of the application's beans that do what nodes forward.
 *
 * <p>Thread-safety: confined to the thread that deploys the application; read-only after that.
 */
final class ForwardMethods {

    private final List<ForwardMethod> methods = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    void managedBean(Bean<?> bean, AnnotatedType<?> annotated) {
        boolean found = false;
        for (AnnotatedMethod<?> method : annotated.getMethods()) {
            if (method.isAnnotationPresent(OnForward.class)) {
                found = true;
                try {
                    methods.add(ForwardMethod.of(bean, method));
                } catch (IllegalArgumentException wrong) {
                    problems.add(String.valueOf(wrong.getMessage()));
                }
            }
        }
        if (found) {
            HttpScopes.problem(bean).ifPresent(problems::add);
        }
    }

    /** @return a sentence for each thing that is wrong */
    List<String> problems(BeanManager beanManager) {
        List<String> all = new ArrayList<>(problems);
        Map<String, ForwardMethod> byName = new HashMap<>();
        for (ForwardMethod method : inForce(beanManager)) {
            ForwardMethod other = byName.putIfAbsent(method.name(), method);
            if (other != null) {
                all.add("Two methods carry @OnForward(\"" + method.name() + "\"), " + text(other) + " and "
                        + text(method) + ": a service has one handler on each node. Remove one.");
            }
        }
        return all;
    }

    private static String text(ForwardMethod method) {
        return method.method().getName() + " of the bean "
                + method.bean().getBeanClass().getName();
    }

    private List<ForwardMethod> inForce(BeanManager beanManager) {
        Set<Bean<?>> beans = methods.stream().map(ForwardMethod::bean).collect(Collectors.toSet());
        Set<Bean<?>> inForce = new Replacements(beanManager).inForce(beans);
        return methods.stream()
                .filter(method -> inForce.contains(method.bean()))
                .toList();
    }

    /** They are called from now on, until Oort ends. */
    void register(BeanManager beanManager, References references, Supplier<Oort> oort) {
        for (ForwardMethod method : inForce(beanManager)) {
            method.register(
                    oort.get(), references.made(method.bean(), method.bean().getBeanClass()));
        }
    }
}
