package dev.halley.core.link;

import dev.halley.config.TransportNames;
import dev.halley.core.runtime.Once;
import dev.halley.core.session.ConnectReplies;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.Downstream;
import dev.halley.core.session.Outbox;
import dev.halley.protocol.Advice;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.spi.Batch;
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
 * The link of one connect whose response is a stream: while the connect is held, events go by themselves, and its reply ends the
 * stream. A connect that is not held is answered like any request.
 *
 * <p>Over Faye's {@code eventsource} the connect is no message of the client's but stands for a GET: its reply goes over the stream only if
 * it says that the session is over, and a refusal takes no events along.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class StreamLink implements ServerLink, Downstream.Duplex {

    private final String transport;
    private final boolean outlivesConnects;
    private final Connection connection;
    private final Peer peer;
    private final Traits traits;
    private final LinkContext context;
    private final BoundSession bound;
    private final Drain drain;
    /** Whether somebody gives the reply, or nobody can any more. */
    private final Once answered = new Once();

    private final OpenRequest open = new OpenRequest();

    private volatile boolean begun;
    private volatile boolean closed;
    private volatile @Nullable CoreSession session;

    public StreamLink(String transport, Connection connection, Peer peer, Traits traits, LinkContext context) {
        this.transport = transport;
        this.outlivesConnects = TransportNames.EVENT_SOURCE.equals(transport);
        this.connection = connection;
        this.peer = peer;
        this.traits = traits;
        this.context = context;
        this.bound = new BoundSession(this, traits, this::broken);
        this.drain = new Drain(connection, bound, context.platform(), context.scheduler(), context.batches());
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

    @Override
    public int maxAnswerLength() {
        return traits.maxBatchLength();
    }

    @Override
    public @Nullable CoreSession session() {
        return session;
    }

    @Override
    public boolean stays() {
        return false;
    }

    @Override
    public boolean isIdle(long now, Function<String, Duration> longest) {
        return false;
    }

    @Override
    public void receive(List<Request> requests) {
        context.open().add(this);
        forgetIfOver();
        try {
            context.requests().process(this, requests);
        } catch (RuntimeException | Error thrown) {
            forget();
            throw thrown;
        }
    }

    /** It is bound when its connect is about to be held: until then events would make the response an ordinary one. */
    @Override
    public void carry(CoreSession theirs) {
        session = theirs;
        open.begin(theirs);
        forgetIfOver();
    }

    @Override
    public void begin(CoreSession theirs) {
        connection.begin();
        begun = true;
        bound.carry(theirs, this::isGone, context.scheduler());
        open.end();
    }

    @Override
    public void during(Runnable handling) {
        context.scheduler().during(this, handling);
    }

    // ---- what goes

    @Override
    public void answer(BatchReplies answers) {
        CoreSession theirs = answers.session();
        CoreSession connected = answers.connects() ? theirs : null;
        if (!answered.first()) {
            awaitConnect(connected, answers.connect());
            answers.sent();
            return;
        }
        List<Encoded> messages = new ArrayList<>(answers.first());
        if (connected != null) {
            Outbox.Numbered taken = outlivesConnects && !begun
                    ? Outbox.Numbered.NONE
                    : ConnectReplies.take(connected, this, answers.size());
            messages.addAll(taken.messages());
            answers.finish(connected, taken.number());
        }
        messages.addAll(answers.replies());
        answers.sent();
        sendLast(messages, () -> awaitConnect(connected, answers.connect()));
    }

    private static void awaitConnect(@Nullable Carried connected, int connect) {
        if (connected != null) {
            connected.awaitConnect(connect);
        }
    }

    @Override
    public void answerLater(CoreSession theirs, Encoded reply, @Nullable Runnable sent) {
        throw new IllegalStateException("There is one response, and it takes all replies.");
    }

    @Override
    public void answerHeld(Carried theirs, int connect, Supplier<HeldAnswer> answer) {
        if (answered.first()) {
            HeldAnswer last = answer.get();
            List<Encoded> messages = new ArrayList<>(last.events());
            messages.add(last.reply());
            sendLast(messages, () -> theirs.awaitConnect(connect));
        } else {
            theirs.awaitConnect(connect);
        }
    }

    @Override
    public void superseded(Carried theirs, int connect, Supplier<HeldAnswer> answer) {
        answerHeld(theirs, connect, answer);
    }

    /** @param sent is run when the messages have gone, or can never go */
    private void sendLast(List<Encoded> messages, Runnable sent) {
        if (!begun) {
            send(new Batch(messages), sent);
            return;
        }
        CoreSession theirs = bound.session();
        if (theirs != null) {
            // What comes from now on goes with the next connect.
            theirs.queue().unbind(this);
            // Else what goes with the reply would be taken for what goes again elsewhere.
            bound.release(theirs);
        }
        addLast(messages.stream().filter(this::isTold).toList(), sent);
        drain.closeWhenDone(CloseReason.SUPERSEDED);
        if (closed) {
            // Its end did not see these.
            drain.abandon();
        }
    }

    private boolean isTold(Encoded message) {
        boolean reply =
                message.message() instanceof Reply given && given.channel().equals("/meta/connect");
        return !outlivesConnects || !reply || isFarewell((Reply) message.message());
    }

    /** @return whether the client is to do something else than to connect again */
    private static boolean isFarewell(Reply reply) {
        Advice advice = reply.advice();
        boolean retry = advice == null || advice.reconnect() == null || advice.reconnect() == Advice.Reconnect.RETRY;
        return !reply.successful() || !retry;
    }

    private void addLast(List<Encoded> messages, Runnable sent) {
        int last = messages.size() - 1;
        if (last < 0) {
            sent.run();
            return;
        }
        messages.subList(0, last).forEach(message -> drain.add(message, 0));
        drain.add(messages.get(last), 0, sent);
    }

    private void send(Batch batch, Runnable sent) {
        try {
            context.platform().events().batchSent(batch.messages().size(), batch.length());
            connection.send(batch, new Connection.Completion() {
                @Override
                public void succeeded() {
                    connection.close(CloseReason.SUPERSEDED);
                    forget();
                    sent.run();
                }

                @Override
                public void failed(Throwable cause) {
                    succeeded();
                }
            });
        } catch (RuntimeException | Error thrown) {
            context.platform().events().transportFailed(transport, thrown);
            connection.close(CloseReason.INTERNAL_ERROR);
            forget();
            sent.run();
        }
    }

    @Override
    public boolean streams() {
        return true;
    }

    @Override
    public boolean endsWithReply() {
        return true;
    }

    @Override
    public boolean outlivesConnects() {
        return outlivesConnects;
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

    // ---- the end

    @Override
    public boolean isGone() {
        return answered.isDone();
    }

    @Override
    public boolean release(Carried theirs) {
        return bound.release(theirs);
    }

    @Override
    public void takeLastWords(Carried theirs, List<Encoded> events) {
        bound.takeLastWords(theirs, events, drain);
    }

    /** Unless its last batch is on its way, after which it ends by itself. */
    @Override
    public void end(CloseReason reason) {
        if (answered.first()) {
            connection.close(reason);
            leaveSession();
            forget();
        }
    }

    @Override
    public void closed(CloseReason reason) {
        closed = true;
        if (answered.first()) {
            leaveSession();
        }
        forget();
        drain.abandon();
    }

    private void leaveSession() {
        CoreSession theirs = session;
        if (theirs != null) {
            theirs.linkClosed(this);
            bound.release(theirs);
        }
    }

    private void broken(Throwable cause) {
        connection.close(CloseReason.CONNECTION_LOST);
        closed(CloseReason.CONNECTION_LOST);
    }

    /** What begins here looks after that whether the client was gone before, as nobody will tell that again. */
    private void forgetIfOver() {
        if (closed) {
            forget();
        }
    }

    private void forget() {
        context.open().remove(this);
        open.end();
    }
}
