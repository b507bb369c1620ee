package dev.halley.cdi;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Reply;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A local session that is made when it is first used, since beans are made before the server.
 *
 * <p>Thread-safety: thread-safe; the session is guarded by this.
 */
final class InjectedSession implements LocalSession {

    private final Supplier<BayeuxServer> server;
    private final String idHint;
    private @Nullable LocalSession made;

    InjectedSession(Supplier<BayeuxServer> server, String idHint) {
        this.server = server;
        this.idHint = idHint;
    }

    private synchronized LocalSession real() {
        LocalSession session = made;
        if (session == null) {
            session = server.get().newLocalSession(idHint);
            made = session;
        }
        return session;
    }

    /** Ends the session, if it was ever made. */
    void close() {
        LocalSession session;
        synchronized (this) {
            session = made;
        }
        if (session != null) {
            session.disconnect();
        }
    }

    @Override
    public ServerSession session() {
        return real().session();
    }

    @Override
    public Registration subscribe(String channel, MessageListener listener) {
        return real().subscribe(channel, listener);
    }

    @Override
    public Registration addListener(String channel, MessageListener listener) {
        return real().addListener(channel, listener);
    }

    @Override
    public Reply publish(String channel, @Nullable Object data) {
        return real().publish(channel, data);
    }

    @Override
    public void disconnect() {
        real().disconnect();
    }
}
