package dev.halley.service;

import dev.halley.api.LocalSession;
import dev.halley.api.ServerSession;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The members of a service that carry {@link Session}, and are given its session.
 *
 * <p>Thread-safety: immutable.
 */
final class SessionMembers {

    private final List<Giving> givings = new ArrayList<>();

    private SessionMembers() {}

    /** One member. */
    @FunctionalInterface
    private interface Giving {
        void give(Object service, LocalSession local) throws ReflectiveOperationException;
    }

    /** @throws ServiceException if a member carries the annotation, but cannot take a session */
    static SessionMembers of(Class<?> type) {
        SessionMembers members = new SessionMembers();
        for (Class<?> some = type; some != null && some != Object.class; some = some.getSuperclass()) {
            for (Field field : some.getDeclaredFields()) {
                if (field.isAnnotationPresent(Session.class)) {
                    members.add(field);
                }
            }
            for (Method method : some.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Session.class)) {
                    members.add(method);
                }
            }
        }
        return members;
    }

    boolean isEmpty() {
        return givings.isEmpty();
    }

    private void add(Field field) {
        Class<?> wanted = field.getType();
        if (!takes(wanted) || Modifier.isStatic(field.getModifiers()) || Modifier.isFinal(field.getModifiers())) {
            throw new ServiceException("The field " + field.getName() + " of the service "
                    + field.getDeclaringClass().getName()
                    + " carries @Session: it must be a LocalSession or a ServerSession, neither static nor final.");
        }
        open(field);
        givings.add((service, local) -> field.set(service, session(wanted, local)));
    }

    private void add(Method method) {
        Access.refuseOn(method, "Session");
        Class<?> wanted = method.getParameterCount() == 1 ? method.getParameterTypes()[0] : void.class;
        if (!takes(wanted) || Modifier.isStatic(method.getModifiers())) {
            throw ServiceException.of(
                    method, "carries @Session: it must have one parameter, a LocalSession or a ServerSession.");
        }
        open(method);
        givings.add((service, local) -> method.invoke(service, session(wanted, local)));
    }

    private static <M extends AccessibleObject & Member> void open(M member) {
        try {
            member.setAccessible(true);
        } catch (RuntimeException e) {
            throw new ServiceException("The member " + member.getName() + " of the service "
                    + member.getDeclaringClass().getName()
                    + " carries @Session, but its module does not open it: " + e.getMessage());
        }
    }

    private static boolean takes(Class<?> wanted) {
        return wanted == LocalSession.class || wanted == ServerSession.class;
    }

    private static Object session(Class<?> wanted, LocalSession local) {
        return wanted == LocalSession.class ? local : local.session();
    }

    /** @throws ServiceException if a method threw */
    void give(Supplier<?> instance, LocalSession local) {
        for (Giving giving : givings) {
            Object service = instance.get();
            try {
                giving.give(service, local);
            } catch (InvocationTargetException e) {
                throw new ServiceException("The service " + service.getClass().getName()
                        + " threw when it received its session: " + e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new ServiceException(
                        "The service " + service.getClass().getName() + " could not receive its session: " + e);
            }
        }
    }
}
