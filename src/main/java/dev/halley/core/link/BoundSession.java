package dev.halley.core.link;

import dev.halley.core.session.CoreSession;
import dev.halley.core.session.Downstream;
import dev.halley.core.session.SessionQueue;
import dev.halley.core.session.SessionState;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Traits;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The session whose events go by themselves over a connection that is bound to it: what the connection's drain asks.
 *
 * <p>Thread-safety: thread-safe. Changes are made under its lock, under which the session's queue may be called, but nobody else.
 */
final class BoundSession implements Drain.Source {

    private final Downstream.Duplex link;
    private final Traits traits;
    private final Consumer<Throwable> whenBroken;
    private volatile @Nullable Bound bound;

    private record Bound(CoreSession session, int binding) {}

    /** @param link the connection's, which the session's queue is bound to */
    BoundSession(Downstream.Duplex link, Traits traits, Consumer<Throwable> whenBroken) {
        this.link = link;
        this.traits = traits;
        this.whenBroken = whenBroken;
    }

    /** @return null if there is none */
    @Nullable CoreSession session() {
        Bound current = bound;
        return current == null ? null : current.session();
    }

    /**
     * From now on the session's events go over the connection, and what waited for one is sent.
     *
     * @param gone whether the connection has ended
     */
    void carry(CoreSession session, BooleanSupplier gone, FlushScheduler scheduler) {
        Downstream.Duplex older = bind(session);
        if (older != null) {
            older.send();
        }
        if (gone.getAsBoolean() || session.state() == SessionState.ENDED) {
            // The one or the other ended while they were being bound, and its end did not see that.
            session.linkClosed(link);
            release(session);
        } else {
            scheduler.touch(session);
        }
    }

    /** In one step, so that a session that ends either finds itself here or leaves alone what it finds. @return the connection it had before */
    private synchronized Downstream.@Nullable Duplex bind(CoreSession session) {
        SessionQueue.Binding binding = session.queue().bind(link);
        bound = new Bound(session, binding.number());
        return binding.older();
    }

    /** See {@link Downstream.Duplex#release}. */
    synchronized boolean release(Downstream.Carried session) {
        boolean carried = session() == session;
        if (carried) {
            bound = null;
        }
        return carried;
    }

    /** See {@link Downstream.Duplex#takeLastWords}. */
    synchronized void takeLastWords(Downstream.Carried session, List<Encoded> events, Drain drain) {
        if (session() == session) {
            events.forEach(event -> drain.add(event, 0));
        }
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public List<Encoded> takeEvents(int maxLength, int maxCount, boolean force) {
        Bound current = bound;
        return current == null
                ? List.of()
                : current.session().takePushed(current.binding(), maxLength, maxCount, force);
    }

    @Override
    public boolean isReplaced() {
        Bound current = bound;
        return current != null && current.session().queue().isReplaced(current.binding());
    }

    @Override
    public boolean takingRunsUserCode() {
        CoreSession session = session();
        return session != null && session.takingRunsUserCode();
    }

    @Override
    public @Nullable String sessionId() {
        CoreSession session = session();
        return session == null ? null : session.id();
    }

    @Override
    public boolean hasTaken(long sequence) {
        Bound current = bound;
        return sequence == 0 || current == null || current.session().queue().hasTaken(current.binding(), sequence);
    }

    @Override
    public void broken(Throwable cause) {
        whenBroken.accept(cause);
    }
}
