package dev.halley.service;

import dev.halley.api.ServerSession;
import dev.halley.protocol.BayeuxError;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may call a method of a service, as {@code jakarta.annotation.security} says on the method, else on the class that declares it.
 *
 * <p>The annotations are known by name, since their API may not be there; Java then does not show them. The application's own code may
 * call what names roles: no policy is asked about what it publishes either. {@code @DenyAll} lets nobody.
 *
 * <p>Thread-safety: immutable.
 *
 * @param roles of which the caller needs one; null where none is needed
 * @param nobody whether nobody may
 */
record Access(@Nullable Set<String> roles, boolean nobody) {

    private static final Access EVERYBODY = new Access(null, false);

    private static final String JAKARTA = "jakarta.annotation.security.";
    private static final String JAVAX = "javax.annotation.security.";
    private static final String ROLES_ALLOWED = "RolesAllowed";
    private static final String DENY_ALL = "DenyAll";
    private static final String PERMIT_ALL = "PermitAll";
    private static final Set<String> ALL = Set.of(ROLES_ALLOWED, DENY_ALL, PERMIT_ALL);

    /**
     * @param type the service's class
     * @throws ServiceException if annotations contradict each other, or one would not hold for the method although it looks so
     */
    static Access of(Class<?> type, Method method) {
        Method written = written(method);
        Annotation own = annotation(written, written);
        if (own != null) {
            return of(written, own);
        }
        Class<?> declaring = written.getDeclaringClass();
        Annotation ofClass = annotation(declaring, written);
        if (ofClass != null) {
            return of(written, ofClass);
        }
        for (Class<?> some = type; some != null && some != declaring; some = some.getSuperclass()) {
            Annotation below = annotation(some, written);
            if (below != null && !name(below).equals(PERMIT_ALL)) {
                throw ServiceException.of(
                        written,
                        "is inherited: the @" + name(below) + " of " + some.getName()
                                + " applies only to methods that this class declares itself, not to this one. Annotate the"
                                + " method, or its class; @PermitAll lets everybody call it.");
            }
        }
        return EVERYBODY;
    }

    private static Access of(Method method, Annotation annotation) {
        return switch (name(annotation)) {
            case ROLES_ALLOWED -> new Access(Set.of(values(method, annotation)), false);
            case DENY_ALL -> new Access(null, true);
            default -> EVERYBODY;
        };
    }

    /** @return the roles that the class declares besides, so that its code may ask for them */
    static Set<String> declaredBy(Class<?> type) {
        for (Annotation annotation : type.getDeclaredAnnotations()) {
            if (annotation.annotationType().getName().equals(JAKARTA + "DeclareRoles")) {
                return Set.of(values(type, annotation));
            }
        }
        return Set.of();
    }

    /**
     * Makes sure that a method which no client calls does not say who may.
     *
     * @throws ServiceException if it does
     */
    static void refuseOn(Method method, String marker) {
        Annotation own = annotation(method, method);
        if (own != null && !name(own).equals(PERMIT_ALL)) {
            throw ServiceException.of(
                    method,
                    "carries @" + marker + " and @" + name(own)
                            + ": the server, which has no roles, calls it when the service starts. Remove @"
                            + name(own) + ".");
        }
    }

    /** CDI containers and others make subclasses, which override methods and carry no annotations. */
    private static Method written(Method method) {
        Class<?> declaring = method.getDeclaringClass();
        while (declaring.isSynthetic() || declaring.getName().contains("$$")) {
            declaring = declaring.getSuperclass();
        }
        if (declaring == method.getDeclaringClass()) {
            return method;
        }
        try {
            return declaring.getMethod(method.getName(), method.getParameterTypes());
        } catch (NoSuchMethodException ofThatSubclassAlone) {
            return method;
        }
    }

    private static @Nullable Annotation annotation(AnnotatedElement element, Method method) {
        List<Annotation> found = new ArrayList<>();
        for (Annotation annotation : element.getDeclaredAnnotations()) {
            String type = annotation.annotationType().getName();
            if (type.startsWith(JAVAX) && ALL.contains(name(annotation))) {
                throw ServiceException.of(
                        method,
                        "is restricted by " + type + ", which Jakarta EE does not know: use " + JAKARTA
                                + name(annotation) + ".");
            }
            if (type.startsWith(JAKARTA) && ALL.contains(name(annotation))) {
                found.add(annotation);
            }
        }
        if (found.size() > 1) {
            throw ServiceException.of(
                    method,
                    "is restricted by "
                            + found.stream()
                                    .map(annotation -> "@" + name(annotation))
                                    .sorted()
                                    .toList() + " in one place; only one of these is allowed.");
        }
        return found.isEmpty() ? null : found.get(0);
    }

    private static String name(Annotation annotation) {
        return annotation.annotationType().getSimpleName();
    }

    private static String[] values(AnnotatedElement element, Annotation annotation) {
        try {
            return (String[]) annotation.annotationType().getMethod("value").invoke(annotation);
        } catch (ReflectiveOperationException e) {
            throw new ServiceException("The roles of " + annotation + " on " + element + " cannot be read: " + e);
        }
    }

    boolean isRestricted() {
        return nobody || roles != null;
    }

    /** @return the roles that are named, to be declared */
    Set<String> named() {
        return roles == null ? Set.of() : roles;
    }

    /**
     * @param caller null for the server itself
     * @return why it may not call; null if it may
     */
    @Nullable BayeuxError refusal(@Nullable ServerSession caller) {
        boolean allowed = !nobody
                && (roles == null
                        || caller == null
                        || caller.isLocal()
                        || roles.stream().anyMatch(caller::isUserInRole));
        return allowed ? null : BayeuxError.publishDenied(BayeuxError.BY_ROLE);
    }
}
