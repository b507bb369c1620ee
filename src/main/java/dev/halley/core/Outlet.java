package dev.halley.core;

import dev.halley.protocol.Encoded;
import java.util.List;

/**
 * Where events leave a session: past its dequeue listeners into a frame or a response.
 *
 * <p>Thread-safety: immutable.
 */
final class Outlet {

    private final Platform platform;
    private final ExtensionChain extensions;
    private final SessionHooks hooks;
    private final ConnectReplies connects;

    Outlet(Platform platform, ExtensionChain extensions, SessionHooks hooks, ConnectReplies connects) {
        this.platform = platform;
        this.extensions = extensions;
        this.hooks = hooks;
        this.connects = connects;
    }

    /** Brings what waits on its way, if there is a way. */
    void flush(CoreSession session) {
        Delivery.Exit exit = session.delivery().exit();
        if (exit.link() != null) {
            exit.link().drain().runWhereItMay();
        }
        HeldConnect held = exit.connect();
        if (held != null) {
            if (callsUserCode(session)) {
                platform.handOver(() -> answer(session, held));
            } else {
                answer(session, held);
            }
        }
    }

    private void answer(CoreSession session, HeldConnect held) {
        connects.answer(session, held, HeldConnect.Release.MESSAGES);
    }

    /** @return whether user code that may block sees what goes out */
    boolean callsUserCode(CoreSession session) {
        SessionListeners listeners = session.listeners();
        return !listeners.dequeued().isEmpty() || !listeners.heartbeat().isEmpty() || !extensions.isQuickFor(session);
    }

    /** Takes the events that go with a response to a request of the session. @param replies bytes they take */
    List<Encoded> takeForResponse(CoreSession session, int replies) {
        return hooks.dequeued(session, session.delivery().takeForResponse(platform.roomBeside(replies), false));
    }

    /** Takes the events that go with the reply to the handshake, where that is allowed. @param reply as above */
    List<Encoded> takeForHandshake(CoreSession session, int reply) {
        return session.transportConfig().allowMessageDeliveryDuringHandshake()
                ? hooks.dequeued(session, session.delivery().takeForResponse(platform.roomBeside(reply), true))
                : List.of();
    }

    /** Takes the events that go over a bound connection. */
    List<Encoded> takePushed(CoreSession session, int binding, int maxLength, int maxCount, boolean force) {
        return hooks.dequeued(session, session.delivery().takePushed(binding, maxLength, maxCount, force));
    }
}
