package dev.halley.core.link;

import dev.halley.api.BayeuxContext;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.SendTask;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.FlushTarget;
import dev.halley.core.session.SessionFlusher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Says when a reply or what waits for a session goes, and on which thread.
 *
 * <p>A request, or several of one duplex connection that were read at once, or a publish from outside any request, gathers the
 * sessions that it touches; each is flushed once at its end.
 *
 * <table>
 * <caption>What goes when, on which thread</caption>
 * <tr><th>row</th><th>situation</th><th>when</th><th>thread</th></tr>
 * <tr><td>1</td><td>a request has touched its own session alone</td><td>at its end</td><td>the request's</td></tr>
 * <tr><td>2</td><td>a request has touched others, its connection was silent for 50 µs and for longer than its last request took, and
 *     no other thread sends to several; so a publish from outside any request, 50 µs after the last one</td><td>at its end</td><td>the request's; if a
 *     send blocks, the others' events go by their shards</td></tr>
 * <tr><td>3</td><td>a request, or a publish from outside any, has touched others in a burst, or while another thread sends to several</td><td>at its end, with all that waits
 *     then</td><td>their shards'</td></tr>
 * <tr><td>4</td><td>a request came within 8 µs of the last, and touched others, or a shard runs: its replies</td><td>with its
 *     session's events</td><td>its session's shard's</td></tr>
 * <tr><td>5</td><td>the container tells what was read at once: replies, and sessions touched</td><td>when all that is
 *     handled</td><td>the reading one, as in rows 1 to 3</td></tr>
 * <tr><td>6</td><td>any other reply</td><td>when its request is handled</td><td>the request's</td></tr>
 * <tr><td>7</td><td>more replies wait than a session's queue holds</td><td>at once</td><td>the request's</td></tr>
 * <tr><td>8</td><td>code of the application is about to run</td><td>before it: replies that wait, and what was
 *     touched</td><td>replies: the request's; sessions: their shards'</td></tr>
 * <tr><td>9</td><td>a session is touched by the application's code, or outside any gathering</td><td>at once</td><td>its
 *     shard's</td></tr>
 * <tr><td>10</td><td>a shard was woken</td><td>when those who wake it bring no more, after eight yields at most</td><td>its
 *     own</td></tr>
 * <tr><td>11</td><td>code of the application sees what goes out: a dequeue listener, or with a held connect's reply a heartbeat
 *     listener or an extension</td><td>when a worker is free, one task a session</td><td>a worker's</td></tr>
 * <tr><td>12</td><td>the workers take no task</td><td>100 ms later</td><td>a worker's</td></tr>
 * <tr><td>13</td><td>a batch has gone, more waits</td><td>at once</td><td>the one that tells so, as in row 11</td></tr>
 * <tr><td>14</td><td>a connection has been sent 16 batches in a row</td><td>after the others of its shard</td><td>its shard's, as in
 *     row 11</td></tr>
 * <tr><td>15</td><td>lazy events or a held connect are due</td><td>at once</td><td>their session's shard's, as in row 11</td></tr>
 * <tr><td>16</td><td>a send does not return</td><td>within 100 ms its shard's others</td><td>another one of their
 *     shard's</td></tr>
 * </table>
 *
 * <p>Code of the application never runs on a shard's thread, nor on one that the container lends to tell of a send.
 *
 * <p>Thread-safety: thread-safe; each gathering is confined to its thread.
 */
public final class FlushScheduler implements SessionFlusher {

    /**
     * A connection that was silent for longer than this, and than its last request took, is not in a burst: merging would
     * only cost latency. A client that waits for its own events before it goes on, as many do, cannot be quicker than the
     * flushing of its last ones.
     */
    public static final Duration BURST = Duration.ofNanos(50_000);

    /**
     * A request that comes so soon after the end of the last one was there before it: the container has read both at once,
     * since no client answers that fast. If it has events for others, its replies wait for those of the ones behind it.
     */
    static final Duration SAME_READ = Duration.ofNanos(8_000);

    /** After so many batches the others of the shard come first, so that one connection cannot keep a thread. */
    public static final int MAX_ROUNDS = 16;

    /** Workers that take no task are asked again after this. */
    public static final Duration RETRY = Duration.ofMillis(100);

    private final Platform platform;
    private final Senders senders;
    private final Runnable kick;
    private final ThreadLocal<Scope> current = new ThreadLocal<>();
    /** When the last publish from outside any request ended, by the server's clock; written in races, which cost a frame or two. */
    private volatile long lastOutside;

    public FlushScheduler(Platform platform) {
        this.platform = platform;
        this.senders = new Senders(platform);
        this.kick = senders::kick;
        this.lastOutside = platform.clock().nanos() - BURST.toNanos();
    }

    public Senders senders() {
        return senders;
    }

    /** What brings requests, as far as their pace and their way back matter here. */
    interface Origin {

        /** @return the session that it carries now, or null */
        @Nullable CoreSession session();

        /** @return what the application may know of the request */
        BayeuxContext context();

        /** An event for its session is about to be queued: a response that is yet to be made may have to take it along. */
        default void holdBack(CoreSession session) {}

        /** Code of the application runs now, and may take its time. */
        default void expectToTakeLong() {}

        /** @return what has replies to send one after the other; null if it has one response */
        default @Nullable Replies replies() {
            return null;
        }
    }

    /** The replies of a duplex connection. */
    interface Replies {

        /** @return when the last request ended here, by the server's clock */
        long lastReceived();

        /** @return how long the last request took, flushing included, in nanoseconds */
        long lastTook();

        /** @return whether more replies wait than a session's queue may hold */
        boolean isFull();

        /** Sends what waits, on this thread. */
        void send();
    }

    /** How soon a request came after the last one of its connection. */
    private enum Pace {
        SINGLE,
        BURST,
        SAME_READ
    }

    /** The sessions that one request touched so far, or several that were read at once. */
    private static final class Scope {
        private final List<FlushTarget> touched = new ArrayList<>();
        private final @Nullable Origin origin;
        /** Seen when the request came: how long its handling takes says nothing about the client. */
        private Pace pace;
        /** Whether it ends where its container says, and not with its request. */
        private boolean bounded;

        private boolean repliesWait;
        private int depth;
        private int userCode;

        Scope(@Nullable Origin origin, Pace pace) {
            this.origin = origin;
            this.pace = pace;
        }
    }

    /** Runs a request's handling, or a publish; what is nested joins it. */
    public void during(@Nullable Origin origin, Runnable work) {
        Scope scope = scopeFor(origin);
        scope.depth++;
        try {
            work.run();
        } finally {
            if (--scope.depth == 0 && !scope.bounded) {
                end(scope);
            }
        }
    }

    @Override
    public void coalesce(Runnable work) {
        during(null, work);
    }

    private Scope scopeFor(@Nullable Origin origin) {
        Scope running = current.get();
        if (running != null && running.depth > 0) {
            return running;
        }
        if (running != null && running.origin == origin) {
            running.pace = Pace.BURST;
            return running;
        }
        if (running != null) {
            end(running);
        }
        Scope scope = new Scope(origin, paceOf(origin));
        current.set(scope);
        scope.bounded = origin != null
                && origin.replies() != null
                && platform.boundary().atEnd(() -> {
                    if (current.get() == scope) {
                        end(scope);
                    }
                });
        return scope;
    }

    private Pace paceOf(@Nullable Origin origin) {
        long now = platform.clock().nanos();
        if (origin == null) {
            return now - lastOutside < BURST.toNanos() ? Pace.BURST : Pace.SINGLE;
        }
        Replies replies = origin.replies();
        if (replies == null) {
            return Pace.SINGLE;
        }
        long silence = now - replies.lastReceived();
        if (silence < SAME_READ.toNanos()) {
            return Pace.SAME_READ;
        }
        return silence < Math.max(BURST.toNanos(), replies.lastTook()) ? Pace.BURST : Pace.SINGLE;
    }

    private void end(Scope scope) {
        // Class loaders live as long as what threads hold of theirs.
        current.remove();
        flush(scope);
        sendReplies(scope);
        if (scope.origin == null) {
            lastOutside = platform.clock().nanos();
        }
    }

    private void flush(Scope scope) {
        if (scope.touched.isEmpty()) {
            return;
        }
        CoreSession sender = scope.origin == null ? null : scope.origin.session();
        boolean senderOnly = scope.touched.size() == 1 && scope.touched.get(0) == sender;
        boolean atOnce = senderOnly
                ? scope.bounded || scope.pace != Pace.SAME_READ
                : scope.pace == Pace.SINGLE && senders.isQuiet();
        if (atOnce && !platform.batches().isRunning()) {
            scope.touched.forEach(session -> session.untouch(scope));
            senders.sendHere(scope.touched);
        } else {
            handOver(scope);
        }
    }

    private void handOver(Scope scope) {
        if (!scope.touched.isEmpty()) {
            for (FlushTarget session : scope.touched) {
                session.untouch(scope);
                senders.add(session);
            }
            scope.touched.clear();
            kick();
        }
    }

    /** Brings the shards to run; where a worker runs several tasks together, after the last of them. */
    private void kick() {
        if (!platform.batches().atEnd(kick)) {
            senders.kick();
        }
    }

    /** A reply waits at the connection of its session, outside its request: it goes at once, or with those of the worker's other tasks. */
    void repliedLate(FlushTarget session, Replies replies) {
        if (platform.batches().isRunning()) {
            senders.add(session);
            kick();
        } else {
            replies.send();
        }
    }

    private static void sendReplies(Scope scope) {
        Replies replies = scope.origin == null ? null : scope.origin.replies();
        if (scope.repliesWait && replies != null) {
            scope.repliesWait = false;
            replies.send();
        }
    }

    /**
     * Replies to a request that this thread handles wait at their connection: brings them on their way, now or with others.
     *
     * @param session the one that their request is of, if its events go the same way; else null
     */
    void replied(Origin origin, Replies replies, @Nullable CoreSession session) {
        Scope scope = current.get();
        boolean ours = scope != null && scope.origin == origin;
        if (replies.isFull()) {
            replies.send();
        } else if (session != null && ours && goesWithEvents(scope)) {
            touch(session);
        } else if (ours && scope.bounded) {
            scope.repliesWait = true;
        } else {
            replies.send();
        }
    }

    /**
     * @return whether a shard is going to run behind the request, which the container has read together with the last: for a reply
     *     alone, its running costs more than a frame does
     */
    private boolean goesWithEvents(Scope scope) {
        return !scope.bounded && scope.pace == Pace.SAME_READ && !(scope.touched.isEmpty() && senders.isIdle());
    }

    @Override
    public void announce(FlushTarget session) {
        Scope scope = current.get();
        CoreSession own = scope == null || scope.origin == null ? null : scope.origin.session();
        if (own != null && own == session) {
            scope.origin.holdBack(own);
            if (scope.userCode > 0) {
                scope.origin.expectToTakeLong();
            }
        }
    }

    @Override
    public void touch(FlushTarget session) {
        Scope scope = current.get();
        if (scope == null || scope.userCode > 0) {
            senders.send(session);
        } else if (session.firstTouch(scope)) {
            scope.touched.add(session);
        }
    }

    @Override
    public void runUserCode(Runnable userCode) {
        Scope scope = current.get();
        if (scope == null) {
            inScope(userCode);
            return;
        }
        sendReplies(scope);
        handOver(scope);
        if (scope.origin != null) {
            scope.origin.expectToTakeLong();
        }
        scope.userCode++;
        try {
            inScope(userCode);
        } finally {
            scope.userCode--;
        }
    }

    /** A thread of the application's own, or one of the server's, has nothing of the scope yet. */
    @Override
    public void inScope(Runnable work) {
        platform.scope().during(null, work);
    }

    /** @return the context of the message that this thread handles, or null */
    public @Nullable BayeuxContext context() {
        Scope scope = current.get();
        return scope == null || scope.origin == null || scope.depth == 0 ? null : scope.origin.context();
    }

    @Override
    public void due(FlushTarget session) {
        try {
            senders.sendOrReject(new Due(session));
        } catch (RejectedExecutionException ended) {
            // The server stops: late is worse than here.
            session.send();
        }
    }

    /** What is sent by its shard, whether it stands in its queue already or not. */
    private record Due(FlushTarget target) implements SendTask {

        @Override
        public Object key() {
            return target;
        }

        @Override
        public void send() {
            target.send();
        }

        @Override
        public @Nullable String sessionId() {
            return target.sessionId();
        }

        @Override
        public void blocked() {
            target.blocked();
        }
    }

    /**
     * A connection has more to send than is good for its shard at a time.
     *
     * @param loop goes on
     * @throws RejectedExecutionException if the threads have ended
     */
    void goOnLater(SendTask loop) {
        senders.sendOrReject(loop);
    }

    /**
     * Runs what calls the application's code. Where the workers are too busy to take it, they are asked again later: it may run
     * nowhere else.
     */
    @Override
    public void byWorker(Runnable task) {
        try {
            platform.threads().workers().execute(task);
        } catch (RejectedExecutionException busy) {
            platform.events().transportFailed("workers", busy);
            tryAgain(task);
        }
    }

    private void tryAgain(Runnable task) {
        try {
            platform.timer().schedule(RETRY, () -> byWorker(task));
        } catch (RejectedExecutionException stopped) {
            platform.events().transportFailed("workers", stopped);
        }
    }

    /** Watches nothing any more: the server has stopped. */
    public void stop() {
        senders.stop();
    }
}
