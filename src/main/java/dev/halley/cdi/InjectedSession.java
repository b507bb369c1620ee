package dev.halley.cdi;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.api.Position;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Reply;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A local session that is made when it is first used, since beans are made before the server.
 *
 * <p>Listeners that are told of the new session may use it, and may block: the lock is given back before.
 *
 * <p>Thread-safety: thread-safe; that it is made once is guarded by {@code making}, under which nothing is called out to.
 */
final class InjectedSession implements LocalSession {

    private final Supplier<BayeuxServer> server;
    private final String idHint;
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable LocalSession made;

    InjectedSession(Supplier<BayeuxServer> server, String idHint) {
        this.server = server;
        this.idHint = idHint;
    }

    private LocalSession real() {
        LocalSession session = made;
        return session == null ? make() : session;
    }

    private LocalSession make() {
        making.lock();
        try {
            LocalSession session = made;
            return session == null ? server.get().newLocalSession(idHint, this::keep) : session;
        } finally {
            if (making.isHeldByCurrentThread()) {
                making.unlock();
            }
        }
    }

    /** From here on whoever uses it finds it: listeners are told next. */
    private void keep(LocalSession session) {
        made = session;
        making.unlock();
    }

    /** Ends the session, if it was ever made. */
    void close() {
        LocalSession session = made;
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
    public CompletionStage<Position> publishAsync(String channel, @Nullable Object data) {
        return real().publishAsync(channel, data);
    }

    @Override
    public CompletionStage<Position> publishAsync(String channel, @Nullable Object data, String key) {
        return real().publishAsync(channel, data, key);
    }

    @Override
    public void disconnect() {
        real().disconnect();
    }
}
