package dev.halley.core;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerSessionListener;
import dev.halley.core.channel.ChannelTree;
import dev.halley.core.channel.Subscriber;
import dev.halley.core.runtime.CallWatch;
import dev.halley.core.runtime.Countdown;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.UserCode;
import dev.halley.core.session.ServerListeners;
import dev.halley.core.session.SessionEnd;
import dev.halley.core.session.SessionEnding;
import dev.halley.core.session.SessionRegistry;
import dev.halley.protocol.CloseReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done when a session has ended: its client's last messages, and the listeners that are told, in their order.
 * Done on the thread that ended the session, if that is the session's own affair; in a task of the workers, if the whole server
 * waits for that thread: then the session is gone for everybody else before any listener is called.
 *
 * <p>In a task each listener gets {@code stuckAfter}: then the next one is called by another task, and the one that has not
 * returned keeps its thread, and nobody else.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Endings implements SessionEnding {

    private final Platform platform;
    private final UserCode userCode;
    private final CallWatch watch;
    private final ServerListeners listeners;
    private final SessionRegistry sessions;
    private final ChannelTree channels;
    private final Countdown unanswered = new Countdown();
    private final Countdown untold = new Countdown();
    private volatile Runnable clientLeaves = () -> {};

    Endings(
            Platform platform,
            UserCode userCode,
            ServerListeners listeners,
            SessionRegistry sessions,
            ChannelTree channels) {
        this.platform = platform;
        this.userCode = userCode;
        this.watch = userCode.watch();
        this.listeners = listeners;
        this.sessions = sessions;
        this.channels = channels;
    }

    /** @param task run each time before a client's session is taken out; must be quick */
    void whenClientLeaves(Runnable task) {
        clientLeaves = task;
    }

    @Override
    public void end(SessionEnd end, boolean inBackground) {
        if (inBackground) {
            inBackground(end);
        } else {
            now(end);
        }
    }

    /** Does it all now, on this thread. */
    private void now(SessionEnd end) {
        end.sayLastWords(platform.events());
        if (end.known()) {
            leave(end);
            onceTellable(end.session(), new Task(end)::runHere);
        }
    }

    /** Leaves it to tasks, the first of which tells the client; here the session only leaves the server. */
    private void inBackground(SessionEnd end) {
        unanswered.up();
        if (end.known()) {
            leave(end);
        }
        platform.handOver(() -> watch.during(() -> {
            try {
                guard(() -> end.sayLastWords(platform.events()));
            } finally {
                unanswered.down();
            }
        }));
        if (end.known()) {
            Task task = new Task(end);
            onceTellable(end.session(), () -> {
                untold.up();
                platform.handOver(() -> task.run(0));
            });
        }
    }

    /** When listeners have been told that the session is there: now, or when a thread that is telling them has come so far. */
    private void onceTellable(Subscriber session, Runnable telling) {
        listeners.sessionNotices().add(session, telling);
        listeners.sessionNotices().tell(session);
    }

    /** What goes wrong in one step keeps the others from nothing. */
    private void guard(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error thrown) {
            platform.events().transportFailed("session's end", thrown);
        }
    }

    private void leave(SessionEnd end) {
        SessionEnd.Ended session = end.session();
        if (!session.isLocal()) {
            sessions.departures()
                    .left(session.id(), end.reason(), platform.clock().nanos());
            clientLeaves.run();
        }
        sessions.remove(session);
        channels.goesOut(session);
    }

    /** @return whether the clients of all sessions that were left to tasks have been told by then */
    boolean awaitAnswered(Duration patience) {
        return unanswered.awaitNone(patience);
    }

    /** @return whether all listeners that tasks have begun to tell of sessions' ends have returned by then */
    boolean awaitTold(Duration patience) {
        return untold.awaitNone(patience);
    }

    /** Guarded by this; steps run outside. */
    private final class Task {
        private final SessionEnd.Ended session;
        private final CloseReason reason;
        private final Deque<Runnable> steps = new ArrayDeque<>();
        private int turn;
        private int open;

        Task(SessionEnd end) {
            this.session = end.session();
            this.reason = end.reason();
            listeners.session().forEach(listener -> add(() -> tell(listener)));
            add(() -> channels.unsubscribeAll(session));
            add(this::tellRemoved);
            add(() -> platform.events().sessionClosed(session.id(), reason));
        }

        private void add(Runnable step) {
            steps.add(step);
            open++;
        }

        void runHere() {
            for (Runnable step = next(0); step != null; step = next(0)) {
                step.run();
            }
        }

        /** @param mine the turn in which this is run: once a step is stuck, the next turn goes on behind it */
        void run(int mine) {
            for (Runnable step = next(mine); step != null; step = next(mine)) {
                Runnable mineToRun = step;
                watch.during(() -> guard(mineToRun), () -> goOnBehind(mine));
                done();
            }
        }

        private synchronized @Nullable Runnable next(int mine) {
            return turn == mine ? steps.poll() : null;
        }

        private void done() {
            boolean last;
            synchronized (this) {
                last = --open == 0;
            }
            if (last) {
                untold.down();
            }
        }

        private void goOnBehind(int stuck) {
            synchronized (this) {
                if (turn != stuck || steps.isEmpty()) {
                    return;
                }
                turn++;
            }
            platform.handOver(() -> run(stuck + 1));
        }

        private void tell(BayeuxServerListener.SessionListener listener) {
            tell("session listener", listener, () -> listener.sessionRemoved(session, reason));
        }

        private void tell(ServerSessionListener.RemovedListener listener) {
            tell("session removed listener", listener, () -> listener.removed(session, reason));
        }

        private void tell(String what, Object listener, Runnable call) {
            userCode.runner().runUserCode(() -> userCode.run(what, listener, call));
        }

        /** Those that are there now: listeners before may have added some. */
        private synchronized void tellRemoved() {
            List<ServerSessionListener.RemovedListener> removed = session.removedListeners();
            for (int i = removed.size() - 1; i >= 0; i--) {
                ServerSessionListener.RemovedListener listener = removed.get(i);
                steps.addFirst(() -> tell(listener));
                open++;
            }
        }
    }
}
