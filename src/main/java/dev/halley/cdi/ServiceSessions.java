package dev.halley.cdi;

import dev.halley.api.BayeuxServer;
import dev.halley.service.Service;
import dev.halley.service.Services;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The local sessions of service beans: what a service publishes with an injected session is its own publish, so there is one for
 * each class.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ServiceSessions {

    private final Supplier<BayeuxServer> server;
    private final Map<Class<?>, InjectedSession> sessions = new ConcurrentHashMap<>();

    ServiceSessions(Supplier<BayeuxServer> server) {
        this.server = server;
    }

    /** @return the service's session; for other classes a new one each time */
    InjectedSession of(Class<?> type) {
        return type.isAnnotationPresent(Service.class) ? sessions.computeIfAbsent(type, this::fresh) : fresh(type);
    }

    private InjectedSession fresh(Class<?> type) {
        return new InjectedSession(server, Services.nameOf(type).replaceAll("[^A-Za-z0-9]", ""));
    }

    boolean isShared(InjectedSession session) {
        return sessions.containsValue(session);
    }
}
