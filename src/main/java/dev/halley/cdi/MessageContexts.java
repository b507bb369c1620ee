package dev.halley.cdi;

import dev.halley.api.ServerSession;
import dev.halley.spi.MessageScope;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import org.jspecify.annotations.Nullable;

/**
 * Makes the request context and the context of the Bayeux session active around each message. Where the container has the request
 * context active already, as on its HTTP threads, that one is used.
 *
 * <p>Thread-safety: thread-safe.
 */
final class MessageContexts implements MessageScope {

    private final BayeuxSessionContext sessions;
    private final @Nullable Instance<RequestContextController> requests;

    /** @param requests null where no bean of the application is request scoped: then nobody would notice */
    MessageContexts(BayeuxSessionContext sessions, @Nullable Instance<RequestContextController> requests) {
        this.sessions = sessions;
        this.requests = requests;
    }

    @Override
    public void during(@Nullable ServerSession session, Runnable work) {
        if (requests == null) {
            sessions.during(session, work);
            return;
        }
        // A controller ends only what it began itself, so each use needs one of its own.
        Instance.Handle<RequestContextController> controller = requests.getHandle();
        boolean begun = controller.get().activate();
        try {
            sessions.during(session, work);
        } finally {
            if (begun) {
                controller.get().deactivate();
            }
            controller.destroy();
        }
    }
}
