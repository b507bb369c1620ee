package dev.halley.core;

import dev.halley.core.link.OpenLinks;
import dev.halley.core.runtime.Countdown;
import dev.halley.core.runtime.Platform;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.DrainNotice;
import dev.halley.core.session.SessionRegistry;
import dev.halley.protocol.CloseReason;
import dev.halley.spi.Inspection;
import dev.halley.spi.Inspection.DrainState;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends all clients away, and ends the sessions of those that stay. Sessions of the server's own stay.
 *
 * <p>It is over when the last client has gone, and after {@code drainTime} at the latest.
 *
 * <p>Thread-safety: thread-safe; guarded by this, under which no code of the application runs.
 */
final class Draining {

    private final Platform platform;
    private final SessionRegistry sessions;
    private final OpenLinks links;
    private final DrainNotice notice;
    private final Countdown underWay = new Countdown();
    private DrainState state = DrainState.NONE;
    private int left;
    private int ended;
    private Timer.@Nullable Task deadline;

    Draining(Platform platform, SessionRegistry sessions, OpenLinks links, DrainNotice notice) {
        this.platform = platform;
        this.sessions = sessions;
        this.links = links;
        this.notice = notice;
        sessions.whenNoClients(this::allHaveLeft);
    }

    /** @return false, and nothing is done, if it was begun before */
    boolean begin() {
        synchronized (this) {
            if (state != DrainState.NONE) {
                return false;
            }
            state = DrainState.DRAINING;
            underWay.up();
        }
        // First: from here on there are no new clients.
        notice.give();
        List<CoreSession> clients = clients();
        platform.events().drainBegan(clients.size());
        Duration time = platform.config().drainTime();
        if (clients.isEmpty() || time.isZero()) {
            end(CloseReason.DRAINED);
            return true;
        }
        schedule(time);
        clients.forEach(CoreSession::sendAway);
        return true;
    }

    private synchronized void schedule(Duration time) {
        if (state == DrainState.DRAINING) {
            deadline = platform.timer().schedule(time, () -> end(CloseReason.DRAINED));
        }
    }

    private List<CoreSession> clients() {
        return sessions.all().stream().filter(session -> !session.isLocal()).toList();
    }

    /** A client's session ends. */
    synchronized void clientLeaves() {
        left += state == DrainState.DRAINING ? 1 : 0;
    }

    /** No client's session is there any more. */
    private void allHaveLeft() {
        end(CloseReason.DRAINED);
    }

    /** Ends the sessions of those that stay, if it is under way. @param reason why they end */
    void end(CloseReason reason) {
        List<CoreSession> staying;
        int gone;
        synchronized (this) {
            if (state != DrainState.DRAINING) {
                return;
            }
            state = DrainState.DRAINED;
            staying = clients();
            ended = staying.size();
            gone = left;
            if (deadline != null) {
                deadline.cancel();
            }
        }
        try {
            staying.forEach(session -> session.endInBackground(reason));
            links.endUnused(reason, platform.threads()::close);
            platform.events().drainEnded(gone, staying.size());
        } finally {
            underWay.down();
        }
    }

    /** @return whether it was not begun, or is over, before the patience ended */
    boolean await(Duration patience) {
        return underWay.awaitNone(patience);
    }

    synchronized Inspection.Drain inspect() {
        return new Inspection.Drain(state, left, ended);
    }
}
