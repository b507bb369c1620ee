package dev.halley.core;

import dev.halley.api.BayeuxContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the sessions that a request, or a publish from outside any request, has touched, and flushes each once at its
 * end.
 *
 * <p>Where the container tells what it has read at once, the requests of one two-way connection that came so count as one,
 * and their replies go together.
 *
 * <p>If only the sender was touched, or the connection's last request is a while ago and the flusher is idle, they are
 * flushed at once on this thread; else the flusher does it, and merges. Before user code runs, what was touched so far
 * goes to the flusher, and replies that wait go, so that a listener that blocks holds nothing back.
 *
 * <p>Thread-safety: thread-safe; each list is confined to its thread.
 */
final class Deliveries {

    /**
     * A connection that was silent for longer than this, and than its last request took, is not in a burst: merging would
     * only cost latency. A client that waits for its own events before it goes on, as many do, cannot be quicker than the
     * flushing of its last ones.
     */
    private static final Duration BURST = Duration.ofNanos(50_000);

    /**
     * A request that comes so soon after the end of the last one was there before it: the container has read both at once,
     * since no client answers that fast. If it has events for others, its replies wait for those of the ones behind it.
     */
    private static final Duration SAME_READ = Duration.ofNanos(8_000);

    private final Platform platform;
    private final Flusher flusher;
    private final ThreadLocal<Scope> current = new ThreadLocal<>();

    Deliveries(Platform platform, Flusher flusher) {
        this.platform = platform;
        this.flusher = flusher;
    }

    /** How soon a request came after the last one of its link. */
    private enum Pace {
        SINGLE,
        BURST,
        SAME_READ
    }

    /** The sessions that one request touched so far, or several that were read at once. */
    private static final class Scope {
        private final List<CoreSession> touched = new ArrayList<>();
        private final @Nullable CoreLink link;
        /** Seen when the request came: how long its handling takes says nothing about the client. */
        private Pace pace;
        /** Whether it ends where its container says, and not with its request. */
        private boolean bounded;

        private boolean repliesWait;
        private int depth;
        private int userCode;

        Scope(@Nullable CoreLink link, Pace pace) {
            this.link = link;
            this.pace = pace;
        }
    }

    /** Runs a request's handling, or a publish; what is nested joins it. */
    void during(@Nullable CoreLink link, Runnable work) {
        Scope scope = scopeFor(link);
        scope.depth++;
        try {
            work.run();
        } finally {
            if (--scope.depth == 0 && !scope.bounded) {
                end(scope);
            }
        }
    }

    private Scope scopeFor(@Nullable CoreLink link) {
        Scope running = current.get();
        if (running != null && running.depth > 0) {
            return running;
        }
        if (running != null && running.link == link) {
            running.pace = Pace.BURST;
            return running;
        }
        if (running != null) {
            end(running);
        }
        Scope scope = new Scope(link, paceOf(link));
        current.set(scope);
        scope.bounded = link instanceof TwoWayLink
                && platform.boundary().atEnd(() -> {
                    if (current.get() == scope) {
                        end(scope);
                    }
                });
        return scope;
    }

    private void end(Scope scope) {
        // Class loaders live as long as what threads hold of theirs.
        current.remove();
        flush(scope);
        sendReplies(scope);
    }

    /** @return whether the replies of that link go by themselves, with those to the other requests that were read at once */
    boolean postpone(TwoWayLink link) {
        Scope scope = current.get();
        boolean postponed = scope != null && scope.bounded && scope.link == link;
        if (postponed) {
            scope.repliesWait = true;
        }
        return postponed;
    }

    private static void sendReplies(Scope scope) {
        if (scope.repliesWait && scope.link instanceof TwoWayLink link) {
            scope.repliesWait = false;
            link.drain().run();
        }
    }

    /** An event is about to be queued: the response to the request that brings it may have to take it along. */
    void announce(CoreSession session) {
        Scope scope = current.get();
        if (scope != null && scope.link instanceof OneShotLink link && link.session() == session) {
            link.holdBack(session);
            if (scope.userCode > 0) {
                link.expectToTakeLong();
            }
        }
    }

    /** A session has something to send. */
    void touch(CoreSession session) {
        Scope scope = current.get();
        if (scope == null) {
            flusher.add(session);
            flusher.kick();
        } else if (scope.userCode > 0) {
            flusher.add(session);
            flusher.kick();
        } else if (session.flushMark().firstTouch(scope)) {
            scope.touched.add(session);
        }
    }

    /**
     * A timer says that a session's events, or its held connect's answer, are due: they go without the timer's thread, since
     * sending may take a while.
     */
    void due(CoreSession session) {
        platform.handOver(() -> flusher.flush(session));
    }

    /** Runs user code, which may block and may publish. */
    void outside(Runnable userCode) {
        Scope scope = current.get();
        if (scope == null) {
            inScope(userCode);
            return;
        }
        sendReplies(scope);
        handOver(scope);
        if (scope.link instanceof OneShotLink link) {
            link.expectToTakeLong();
        }
        scope.userCode++;
        try {
            inScope(userCode);
        } finally {
            scope.userCode--;
        }
    }

    /**
     * Runs what calls user code with what is put around the handling of each message: a thread of the application's own, or one
     * of the server's, has nothing of it yet.
     */
    void inScope(Runnable work) {
        platform.scope().during(null, work);
    }

    /** @return the context of the message that this thread handles, or null */
    @Nullable BayeuxContext context() {
        Scope scope = current.get();
        return scope == null || scope.link == null || scope.depth == 0
                ? null
                : scope.link.peer().context();
    }

    private void flush(Scope scope) {
        if (scope.touched.isEmpty()) {
            return;
        }
        CoreSession sender = scope.link == null ? null : scope.link.session();
        boolean senderOnly = scope.touched.size() == 1 && scope.touched.get(0) == sender;
        boolean atOnce = senderOnly
                ? scope.bounded || scope.pace != Pace.SAME_READ
                : scope.pace == Pace.SINGLE && flusher.isIdle();
        if (atOnce) {
            for (CoreSession session : scope.touched) {
                session.flushMark().untouch(scope);
                flusher.flush(session);
            }
        } else {
            handOver(scope);
        }
    }

    /**
     * @return whether the flusher is going to run behind a request of that link which this thread handles and which the
     *     container has read together with the last: for a reply alone, its running costs more than a frame does
     */
    boolean isInBurst(TwoWayLink link) {
        Scope scope = current.get();
        return scope != null
                && scope.link == link
                && !scope.bounded
                && scope.pace == Pace.SAME_READ
                && !(scope.touched.isEmpty() && flusher.isIdle());
    }

    private Pace paceOf(@Nullable CoreLink link) {
        if (!(link instanceof TwoWayLink twoWay)) {
            return Pace.SINGLE;
        }
        long silence = platform.clock().nanos() - twoWay.lastReceived();
        if (silence < SAME_READ.toNanos()) {
            return Pace.SAME_READ;
        }
        return silence < Math.max(BURST.toNanos(), twoWay.lastTook()) ? Pace.BURST : Pace.SINGLE;
    }

    private void handOver(Scope scope) {
        if (!scope.touched.isEmpty()) {
            for (CoreSession session : scope.touched) {
                session.flushMark().untouch(scope);
                flusher.add(session);
            }
            scope.touched.clear();
            flusher.kick();
        }
    }
}
