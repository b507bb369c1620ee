package dev.halley.core.session;

import dev.halley.protocol.Encoded;
import java.util.List;

/**
 * Where events leave a session: past its dequeue listeners into a frame or a response.
 *
 * <p>Thread-safety: immutable.
 */
public final class Outlet {

    private final ExtensionChain extensions;
    private final SessionEvents sessionEvents;

    public Outlet(ExtensionChain extensions, SessionEvents sessionEvents) {
        this.extensions = extensions;
        this.sessionEvents = sessionEvents;
    }

    /** @return whether user code, which may block, sees the events that are taken */
    public static boolean takingRunsUserCode(CoreSession session) {
        return !session.listeners().dequeued().isEmpty();
    }

    /** @return whether user code, which may block, sees a held connect's answer */
    boolean answeringRunsUserCode(CoreSession session) {
        return takingRunsUserCode(session)
                || !session.listeners().heartbeat().isEmpty()
                || !extensions.areBuiltInFor(session);
    }

    /** Takes the events that go with a response to a request of the session. @param room bytes they may take */
    public List<Encoded> takeForResponse(CoreSession session, int room) {
        return sessionEvents.dequeued(session, session.queue().takeForResponse(room, false));
    }

    /** Takes the events that go with the reply to the handshake, where that is allowed. @param room as above */
    public List<Encoded> takeForHandshake(CoreSession session, int room) {
        return session.transportConfig().allowMessageDeliveryDuringHandshake()
                ? sessionEvents.dequeued(session, session.queue().takeForResponse(room, true))
                : List.of();
    }

    /** Takes the events that go over a bound connection. */
    public List<Encoded> takePushed(CoreSession session, int binding, int maxLength, int maxCount, boolean force) {
        return sessionEvents.dequeued(session, session.queue().takePushed(binding, maxLength, maxCount, force));
    }
}
