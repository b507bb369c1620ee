package dev.halley.core.session;

import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.UserCode;
import dev.halley.protocol.Encoded;
import java.util.List;

/**
 * Where events leave a session: past its dequeue listeners into a frame or a response.
 *
 * <p>Thread-safety: immutable.
 */
public final class Outlet {

    private final Platform platform;
    private final ExtensionChain extensions;
    private final UserCode userCode;

    public Outlet(Platform platform, ExtensionChain extensions, UserCode userCode) {
        this.platform = platform;
        this.extensions = extensions;
        this.userCode = userCode;
    }

    /** @return whether user code, which may block, sees the events that are taken */
    public static boolean takingRunsUserCode(CoreSession session) {
        return session.listeners().seeWhatGoes();
    }

    /** @return whether user code, which may block, sees a held connect's answer */
    boolean answeringRunsUserCode(CoreSession session) {
        return takingRunsUserCode(session)
                || session.listeners().seeHeartbeat()
                || !extensions.areBuiltInFor(session);
    }

    /** Takes the events that go with a response to a request of the session. @param replies bytes they take */
    public List<Encoded> takeForResponse(CoreSession session, int replies) {
        return session.listeners().dequeued(userCode, session, session.queue().takeForResponse(platform.roomBeside(replies), false));
    }

    /** Takes the events that go with the reply to the handshake, where that is allowed. @param reply as above */
    public List<Encoded> takeForHandshake(CoreSession session, int reply) {
        return session.transportConfig().allowMessageDeliveryDuringHandshake()
                ? session.listeners().dequeued(userCode, session, session.queue().takeForResponse(platform.roomBeside(reply), true))
                : List.of();
    }

    /** Takes the events that go over a bound connection. */
    public List<Encoded> takePushed(CoreSession session, int binding, int maxLength, int maxCount, boolean force) {
        return session.listeners().dequeued(userCode, session, session.queue().takePushed(binding, maxLength, maxCount, force));
    }
}
