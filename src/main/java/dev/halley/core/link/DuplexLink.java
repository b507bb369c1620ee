package dev.halley.core.link;

import dev.halley.core.runtime.Once;
import dev.halley.core.session.ConnectReplies;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.Downstream;
import dev.halley.core.session.Outbox;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Request;
import dev.halley.spi.Connection;
import dev.halley.spi.Peer;
import dev.halley.spi.Traits;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The link of a connection that stays and carries messages both ways, such as a WebSocket.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class DuplexLink implements ServerLink, Downstream.Duplex, FlushScheduler.Replies {

    private final String transport;
    private final Connection connection;
    private final Peer peer;
    private final Traits traits;
    private final LinkContext context;
    private final BoundSession bound;
    private final Drain drain;
    private final Once closed = new Once();
    private volatile long lastReceived;
    private volatile long lastTook;
    /** How long its client was told to wait until it comes again for a session. */
    private volatile Duration wait = Duration.ZERO;

    public DuplexLink(String transport, Connection connection, Peer peer, Traits traits, LinkContext context) {
        this.transport = transport;
        this.connection = connection;
        this.peer = peer;
        this.traits = traits;
        this.context = context;
        this.bound = new BoundSession(this, traits, this::broken);
        this.drain = new Drain(connection, bound, context.platform(), context.scheduler(), context.batches());
        this.lastReceived = context.platform().clock().nanos();
        context.open().add(this);
    }

    @Override
    public String transport() {
        return transport;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public Traits traits() {
        return traits;
    }

    /** As much as elsewhere: frames are made of it after that. */
    @Override
    public int maxAnswerLength() {
        return context.platform().config().limits().maxResponseSize();
    }

    @Override
    public @Nullable CoreSession session() {
        return bound.session();
    }

    @Override
    public long lastReceived() {
        return lastReceived;
    }

    @Override
    public long lastTook() {
        return lastTook;
    }

    @Override
    public boolean stays() {
        return true;
    }

    @Override
    public boolean isIdle(long now, Function<String, Duration> longest) {
        return session() == null
                && now - lastReceived > longest.apply(transport).plus(wait).toNanos();
    }

    @Override
    public void retryAfter(Duration told) {
        wait = told;
    }

    @Override
    public boolean isFull() {
        return drain.isFull();
    }

    @Override
    public void send() {
        drain.run();
    }

    @Override
    public void sendUnseen() {
        drain.runUnseen();
    }

    @Override
    public void sendIsBlocked() {
        connection.sendIsBlocked();
    }

    @Override
    public FlushScheduler.Replies replies() {
        return this;
    }

    @Override
    public void receive(List<Request> requests) {
        long start = context.platform().clock().nanos();
        try {
            context.requests().process(this, requests);
        } finally {
            lastReceived = context.platform().clock().nanos();
            lastTook = lastReceived - start;
        }
    }

    @Override
    public void carry(CoreSession session) {
        CoreSession current = session();
        if (current != null && current != session) {
            // For the one before, the connection is as good as closed; but a connect that is held here can still be
            // answered.
            current.linkReleased(this);
            current.linkClosed(this);
        } else if (current != null && session.queue().isBoundTo(this)) {
            return;
        }
        wait = Duration.ZERO;
        bound.carry(session, closed::isDone, context.scheduler());
    }

    @Override
    public boolean release(Carried session) {
        return bound.release(session);
    }

    @Override
    public void takeLastWords(Carried session, List<Encoded> events) {
        bound.takeLastWords(session, events, drain);
    }

    @Override
    public void during(Runnable handling) {
        context.scheduler().during(this, handling);
    }

    @Override
    public void answer(BatchReplies answers) {
        if (drain.isOverfull()) {
            Throwable cause = new IllegalStateException("The client sends and does not read the replies.");
            context.platform().events().transportFailed(transport, cause);
            connection.close(CloseReason.QUEUE_FULL);
            closed(CloseReason.QUEUE_FULL);
        }
        CoreSession session = answers.session();
        answers.first().forEach(reply -> drain.add(reply, 0));
        if (session != null && answers.connects()) {
            Outbox.Numbered taken = ConnectReplies.take(session, this, 0);
            taken.messages().forEach(event -> drain.add(event, 0));
            answers.finish(session, taken.number());
            session.awaitConnect(answers.connect());
        }
        long after = session == null ? 0 : session.queue().tailFor(this);
        addReplies(answers, after);
        boolean withItsEvents = session != null && session.queue().isBoundTo(this);
        context.scheduler().replied(this, this, withItsEvents ? session : null);
    }

    private void addReplies(BatchReplies answers, long after) {
        List<Encoded> replies = answers.replies();
        if (replies.isEmpty()) {
            answers.sent();
            return;
        }
        int last = replies.size() - 1;
        replies.subList(0, last).forEach(reply -> drain.add(reply, after));
        add(replies.get(last), after, answers.takeSent());
    }

    private void add(Encoded reply, long after, @Nullable Runnable sent) {
        drain.add(reply, after, sent);
        if (isGone()) {
            // Its end did not see this one.
            drain.abandon();
        }
    }

    @Override
    public void answerLater(CoreSession session, Encoded reply, @Nullable Runnable sent) {
        add(reply, session.queue().tailFor(this), sent);
        if (session.queue().isBoundTo(this)) {
            context.scheduler().repliedLate(session, this);
        } else {
            drain.run();
        }
    }

    @Override
    public void answerHeld(Carried session, int connect, Supplier<HeldAnswer> answer) {
        if (!isGone()) {
            HeldAnswer last = answer.get();
            last.events().forEach(event -> drain.add(event, 0));
            drain.add(last.reply(), last.after());
        }
        session.awaitConnect(connect);
        drain.run();
    }

    @Override
    public boolean isGone() {
        return closed.isDone();
    }

    @Override
    public void superseded(Carried theirs, int connect, Supplier<HeldAnswer> answer) {
        // The older connect gets no reply over a duplex connection.
    }

    @Override
    public void end(CloseReason reason) {
        if (reason == CloseReason.SERVER_STOPPED || reason == CloseReason.DRAINED) {
            drain.closeWhenDone(reason);
        } else {
            connection.close(reason);
        }
    }

    @Override
    public void closed(CloseReason reason) {
        if (closed.first()) {
            context.open().remove(this);
            CoreSession session = session();
            if (session != null) {
                session.linkClosed(this);
                release(session);
            }
            drain.abandon();
        }
    }

    private void broken(Throwable cause) {
        connection.close(CloseReason.CONNECTION_LOST);
        closed(CloseReason.CONNECTION_LOST);
    }
}
