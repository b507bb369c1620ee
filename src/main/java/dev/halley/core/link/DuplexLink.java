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
import java.util.ArrayList;
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

    /** What goes with a reply goes in its frame. */
    @Override
    public int maxAnswerLength() {
        return traits.maxBatchLength();
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
        if (!answers.first().isEmpty()) {
            addTogether(List.of(), answers.first(), null);
        }
        if (session != null && answers.connects()) {
            takeForConnects(session, answers);
            session.awaitConnect(answers.connect());
        }
        addReplies(answers, session == null ? 0 : session.queue().tailFor(this));
        boolean withItsEvents = session != null && session.queue().isBoundTo(this);
        context.scheduler().replied(this, this, withItsEvents ? session : null);
    }

    /** Events that are numbered go last, with the replies to connects, which number them. */
    private void takeForConnects(CoreSession session, BatchReplies answers) {
        Outbox.Numbered taken = ConnectReplies.take(session, this, answers.lastSize());
        List<Encoded> replies = answers.replies();
        int others = replies.size();
        answers.finish(session, taken.number());
        if (!taken.messages().isEmpty()) {
            replies.subList(0, others).forEach(reply -> drain.add(reply, 0));
            addTogether(taken.messages(), replies.subList(others, replies.size()), answers.takeSent());
            replies.clear();
        }
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
        abandonIfGone();
    }

    private void addTogether(List<Encoded> events, List<Encoded> replies, @Nullable Runnable sent) {
        List<Encoded> together = new ArrayList<>(events);
        together.addAll(replies);
        drain.addTogether(together, 0, sent);
        abandonIfGone();
    }

    private void abandonIfGone() {
        if (isGone()) {
            // Its end did not see what was added.
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
            if (last.numbered()) {
                addTogether(last.events(), List.of(last.reply()), null);
            } else {
                last.events().forEach(event -> drain.add(event, 0));
                drain.add(last.reply(), last.after());
            }
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
