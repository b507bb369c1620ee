package dev.halley.core.request;

import dev.halley.core.link.BatchReplies;
import dev.halley.core.link.ServerLink;
import dev.halley.core.runtime.Platform;
import dev.halley.core.session.ConnectReplies;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.Downstream;
import dev.halley.core.session.HeldConnect;
import dev.halley.core.session.SessionFlusher;
import dev.halley.core.session.SessionQueue;
import dev.halley.core.session.SessionTimes;
import dev.halley.core.session.SuspendedConnect;
import dev.halley.protocol.ClientAdvice;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Answers connects at once or holds them. A connect is held if its session was connected before or it opens a stream, if it came alone
 * (over a response link), if it may wait at all, and if nothing waits for it. Of many in quick succession that bring a client
 * nothing new, those that would be answered at once are held for a while, too, or told to come later.
 *
 * <p>Over Faye's {@code eventsource} a stream is opened by a GET, which comes here as a connect that is held, and the connects that its client
 * posts are answered at once: they say only that it is there.
 *
 * <p>MUST contain: channel, clientId, connectionType. MAY contain: ext, id, advice. Bayeux section 4.2.
 *
 * <p>Thread-safety: immutable.
 */
public final class ConnectHandler {

    /** A stream lives up to this part of its time longer or shorter, so that those that began together do not end together. */
    private static final int SPREAD = 5;

    private final Platform platform;
    private final SessionFlusher scheduler;
    private final BrowserLimits browserLimits;

    public ConnectHandler(Platform platform, SessionFlusher scheduler, BrowserLimits browserLimits) {
        this.platform = platform;
        this.scheduler = scheduler;
        this.browserLimits = browserLimits;
    }

    /** @return how many browsers hold a connect */
    int heldBrowsers() {
        return browserLimits.size();
    }

    /** @param alone whether the request has no other message */
    void handle(ServerLink link, CoreSession session, Request.Connect request, boolean alone, BatchReplies answers) {
        if (KeepAlive.isOne(link, session)) {
            KeepAlive.answer(link, session, request, answers);
        } else if (link.outlivesConnects()) {
            openStream(link, session, request, answers);
        } else {
            poll(link, session, request, alone, answers);
        }
    }

    /** Its client posts connects besides, by which the session lives. */
    private void openStream(ServerLink link, CoreSession session, Request.Connect request, BatchReplies answers) {
        session.connected();
        session.times().streamed(true);
        int number = session.times().connect();
        session.times().clientInterval(session.timeout());
        answers.toHold(null);
        boolean atOnce = timeout(session, request).isZero();
        makeWay(session.queue().connectCame(atOnce));
        leaveSocket(session);
        if (atOnce || !link.traits().mayHold() || !session.queue().mayPush()) {
            answer(session, request, number, answers);
            return;
        }
        Runnable giveBack = browserLimits.tryHold(link.peer(), link.traits());
        if (giveBack == null) {
            answers.connectAnswered(number, request, ConnectReplies.multipleClients(session, request));
            return;
        }
        session.times().streamOpened();
        answers.toHold(new SuspendedConnect(session, request, link, number, giveBack));
    }

    /** A poll gets its reply: over HTTP an error would make its client wait and post the same connect again. */
    private static void makeWay(@Nullable HeldConnect older) {
        if (older != null && !(older.link() instanceof Downstream.Duplex)) {
            older.answer(HeldConnect.Release.SUPERSEDED);
        } else {
            supersede(older);
        }
    }

    private void poll(
            ServerLink link, CoreSession session, Request.Connect request, boolean alone, BatchReplies answers) {
        boolean before = session.connected();
        session.times().streamed(link.streams());
        int number = session.times().connect();
        session.times().clientInterval(Duration.ZERO);
        supersede(session.queue().connectCame(timeout(session, request).isZero()));
        answers.toHold(null);
        if (!link.stays()) {
            leaveSocket(session);
        }
        boolean tooSoon = session.times()
                .comesTooSoon(platform.clock().nanos(), session.queue().progress());
        boolean waitsForOthers = !alone && !link.stays();
        boolean canHold = !waitsForOthers && link.traits().mayHold();
        boolean atOnce = isFirst(link, before) || timeout(session, request).isZero();
        if (tooSoon && !canHold) {
            Reply reply = ConnectReplies.reply(session, request);
            answers.connectAnswered(number, request, reply.withAdvice(ConnectReplies.COME_LATER));
            return;
        }
        if (waitsForOthers || atOnce && !tooSoon) {
            answer(session, request, number, answers);
            return;
        }
        if (!canHold) {
            answers.connectAnswered(number, request, ConnectReplies.cannotHold(session, request));
            return;
        }
        boolean needsPermit = !link.stays() && !atOnce;
        Runnable giveBack = needsPermit ? browserLimits.tryHold(link.peer(), link.traits()) : () -> {};
        if (giveBack == null) {
            answers.connectAnswered(number, request, ConnectReplies.multipleClients(session, request));
            return;
        }
        SuspendedConnect held = new SuspendedConnect(session, request, link, number, giveBack);
        if (tooSoon) {
            held.comesTooSoon(atOnce);
        }
        answers.toHold(held);
    }

    /** @return whether it is answered at once as it is the first: one that asks for a stream gets that */
    private static boolean isFirst(ServerLink link, boolean before) {
        return !before && !link.streams();
    }

    private static void leaveSocket(CoreSession session) {
        Downstream.Duplex older = session.queue().unbind();
        if (older != null) {
            older.send();
        }
    }

    private static void supersede(@Nullable HeldConnect older) {
        if (older != null) {
            older.supersede();
        }
    }

    /**
     * All messages of the request are handled: now the connect is held, unless it has to be answered after all.
     *
     * @return whether somebody else sees to its answer
     */
    boolean holdOrAnswer(ServerLink link, CoreSession session, SuspendedConnect held, BatchReplies answers) {
        // Before it is held: what waits then goes over the stream, and does not end it.
        link.begin(session);
        // Before it is held: from then on another thread may answer it, and set the session's end.
        if (link.outlivesConnects()) {
            session.awaitConnect(held.number());
        } else {
            session.times().neverExpire(held.number());
        }
        SessionQueue.Hold hold = session.queue().hold(held);
        if (!hold.held()) {
            boolean ours = held.release();
            if (ours) {
                answer(session, held.request(), held.number(), answers);
            }
            return !ours;
        }
        supersede(hold.older());
        Duration timeout = held.isPaced() ? SessionTimes.PACE : holdFor(link, session, held.request());
        session.suspended(timeout);
        if (!link.outlivesConnects()) {
            held.timeout(platform.timer().schedule(timeout, () -> timedOut(session, held)));
        }
        platform.events().connectHeld(session.id(), held.link().transport());
        if (ConnectReplies.isDraining(session)) {
            // The server has begun to drain meanwhile, and that may not have seen what is held.
            session.sendAway();
        }
        if (held.link().isGone()) {
            // It closed before its connect was held, and its end did not see that.
            session.linkClosed(held.link());
        }
        return true;
    }

    /** @return how long a connect is held that may be: over a stream for that one's life, which differs from stream to stream */
    private Duration holdFor(ServerLink link, CoreSession session, Request.Connect request) {
        Duration timeout = timeout(session, request);
        if (!link.streams() || link.outlivesConnects() || timeout.isZero()) {
            return timeout;
        }
        long life = platform.config().http().streamDuration().toMillis();
        long spread = life / SPREAD;
        Duration mine =
                Duration.ofMillis(life - spread + ThreadLocalRandom.current().nextLong(2 * spread + 1));
        ClientAdvice advice = request.advice();
        Long wish = advice == null ? null : advice.timeoutMillis();
        return wish == null || wish >= mine.toMillis() ? mine : Duration.ofMillis(wish);
    }

    private void timedOut(CoreSession session, SuspendedConnect held) {
        held.endTime();
        scheduler.due(session);
    }

    private void answer(CoreSession session, Request.Connect request, int number, BatchReplies answers) {
        answers.connectAnswered(number, request, ConnectReplies.reply(session, request));
    }

    private static Duration timeout(CoreSession session, Request.Connect request) {
        if (ConnectReplies.isDraining(session)) {
            return Duration.ZERO;
        }
        Duration own = session.timeout();
        ClientAdvice advice = request.advice();
        Long wish = advice == null ? null : advice.timeoutMillis();
        return wish == null || wish >= own.toMillis() ? own : Duration.ofMillis(Math.max(0, wish));
    }
}
