package dev.halley.cdi;

import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener.RemovedListener;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.spi.AlterableContext;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import java.lang.annotation.Annotation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The context behind {@link BayeuxSessionScoped}: active on the threads that handle a message of a session.
 *
 * <p>Thread-safety: thread-safe.
 */
final class BayeuxSessionContext implements AlterableContext {

    private final ThreadLocal<ServerSession> current = new ThreadLocal<>();
    private final Map<ServerSession, SessionBeans> beans = new ConcurrentHashMap<>();

    /** @param session null leaves things as they are */
    void during(@Nullable ServerSession session, Runnable work) {
        if (session == null) {
            work.run();
            return;
        }
        ServerSession before = current.get();
        current.set(session);
        try {
            work.run();
        } finally {
            if (before == null) {
                current.remove();
            } else {
                current.set(before);
            }
            // It ended in this message, or was never let in.
            if (session != before && !session.isHandshaken()) {
                end(session);
            }
        }
    }

    private void end(ServerSession session) {
        SessionBeans ending = beans.remove(session);
        if (ending != null) {
            ending.destroyAll();
        }
    }

    @Override
    public Class<? extends Annotation> getScope() {
        return BayeuxSessionScoped.class;
    }

    @Override
    public boolean isActive() {
        return current.get() != null;
    }

    @Override
    public <T> @Nullable T get(Contextual<T> bean) {
        SessionBeans there = beans.get(session());
        return there == null ? null : there.get(bean, null);
    }

    @Override
    public <T> @Nullable T get(Contextual<T> bean, @Nullable CreationalContext<T> context) {
        return context == null ? get(bean) : beansOf(session()).get(bean, context);
    }

    @Override
    public void destroy(Contextual<?> bean) {
        SessionBeans there = beans.get(session());
        if (there != null) {
            there.destroy(bean);
        }
    }

    private SessionBeans beansOf(ServerSession session) {
        SessionBeans there = beans.get(session);
        if (there == null) {
            SessionBeans fresh = new SessionBeans();
            there = beans.putIfAbsent(session, fresh);
            if (there == null) {
                there = fresh;
                session.addListener((RemovedListener) (ended, reason) -> {
                    // On the thread that handles its message, other listeners and observers may still need its beans.
                    if (current.get() != ended) {
                        end(ended);
                    }
                });
            }
        }
        return there;
    }

    private ServerSession session() {
        ServerSession session = current.get();
        if (session == null) {
            throw new ContextNotActiveException(
                    "A @BayeuxSessionScoped bean was called on a thread that does not handle a"
                            + " message of a Bayeux session.");
        }
        return session;
    }
}
