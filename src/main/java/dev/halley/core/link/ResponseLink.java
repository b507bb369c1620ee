package dev.halley.core.link;

import dev.halley.core.runtime.Once;
import dev.halley.core.runtime.Platform;
import dev.halley.core.session.ConnectReplies;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.Outbox;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Request;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Peer;
import dev.halley.spi.Timer;
import dev.halley.spi.Traits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The link of one request and its one response, such as an HTTP exchange.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ResponseLink implements ServerLink {

    /** A request that takes longer than this after the first event for its own session keeps the session's events no longer. */
    public static final Duration PATIENCE = Duration.ofMillis(50);

    private final String transport;
    private final Connection connection;
    private final Peer peer;
    private final Traits traits;
    private final LinkContext context;
    private final Once answered = new Once();
    private volatile @Nullable CoreSession session;
    /** The session whose events wait until the response is written; guarded by this. */
    private @Nullable CoreSession heldBack;
    /** The session whose events go with connects until the response is made, as that takes long; guarded by this. */
    private @Nullable CoreSession yieldedTo;
    /** Goes off when the response holds events back for too long; guarded by this. */
    private Timer.@Nullable Task patience;
    /** Whether the response is made, and nothing holds it up any more but its client; guarded by this. */
    private boolean made;

    private final OpenRequest open = new OpenRequest();
    /** Whether the response takes events along that its own request brings; guarded by this. */
    private boolean mayHoldBack;

    public ResponseLink(String transport, Connection connection, Peer peer, Traits traits, LinkContext context) {
        this.transport = transport;
        this.connection = connection;
        this.peer = peer;
        this.traits = traits;
        this.context = context;
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
    public void carry(CoreSession theirs) {
        session = theirs;
        open.begin(theirs);
        forgetIfOver();
    }

    @Override
    public void receive(List<Request> requests) {
        context.open().add(this);
        synchronized (this) {
            mayHoldBack = requests.stream().noneMatch(Request.Connect.class::isInstance);
        }
        forgetIfOver();
        try {
            context.requests().process(this, requests);
        } catch (RuntimeException | Error thrown) {
            gone();
            throw thrown;
        }
    }

    /**
     * An event for the session is about to be queued that this request brings: until the response, which takes it along,
     * is written, no event of the session goes another way. A held connect could overtake the response.
     */
    @Override
    public void holdBack(CoreSession theirs) {
        synchronized (this) {
            if (mayHoldBack && heldBack == null && theirs.queue().startResponse()) {
                heldBack = theirs;
            }
        }
    }

    /** User code runs, which may take its time: it must not hold the session's events back for all of it. */
    @Override
    public void expectToTakeLong() {
        Platform platform = context.platform();
        synchronized (this) {
            if (heldBack != null && patience == null && !made) {
                patience = platform.timer().schedule(PATIENCE, this::takesLong);
            }
        }
    }

    private void takesLong() {
        CoreSession theirs;
        synchronized (this) {
            theirs = heldBack;
            if (theirs == null || made) {
                return;
            }
            heldBack = null;
            mayHoldBack = false;
            yieldedTo = theirs;
            theirs.queue().yieldResponse();
        }
        context.scheduler().touch(theirs);
    }

    /** The response is made now: from here on, what it takes is not to be overtaken, however long the request took. */
    private synchronized void makeResponse() {
        made = true;
        endPatience();
        CoreSession theirs = yieldedTo;
        yieldedTo = null;
        if (theirs != null && theirs.queue().resumeResponse()) {
            heldBack = theirs;
        }
    }

    private synchronized void endPatience() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }

    /** What begins here looks after that whether the client was gone before, as nobody will tell that again. */
    private void forgetIfOver() {
        if (answered.isDone()) {
            gone();
        }
    }

    private void gone() {
        context.open().remove(this);
        CoreSession theirs;
        synchronized (this) {
            theirs = heldBack;
            heldBack = null;
            mayHoldBack = false;
            endPatience();
            if (yieldedTo != null) {
                yieldedTo.queue().endYield();
                yieldedTo = null;
            }
        }
        open.end();
        if (theirs != null) {
            theirs.queue().endResponse();
            context.scheduler().touch(theirs);
        }
    }

    @Override
    public void during(Runnable handling) {
        context.scheduler().during(this, handling);
    }

    @Override
    public void answer(BatchReplies answers) {
        CoreSession theirs = answers.session();
        CoreSession connected = answers.connects() ? theirs : null;
        if (!mayAnswer(connected, answers.connect())) {
            answers.sent();
            return;
        }
        makeResponse();
        List<Encoded> messages = new ArrayList<>(answers.first());
        if (connected != null) {
            Outbox.Numbered taken = ConnectReplies.take(connected, this, answers.size());
            messages.addAll(taken.messages());
            answers.finish(connected, taken.number());
        } else if (theirs != null) {
            if (!answers.handshaken()) {
                messages.addAll(theirs.takeForResponse(roomBeside(answers.size()), false));
            }
            messages.addAll(theirs.queue().takeLastWords());
        }
        messages.addAll(answers.replies());
        if (connected == null && theirs != null && answers.isAwaited() && theirs.recoversWithResponse()) {
            answers.sent();
            messages.addAll(theirs.takeForResponse(roomBeside(length(messages)), false));
        }
        send(messages, new Written(connected, answers.connect(), answers.takeSent()));
    }

    /** @return whether there is a way to the client, which is now the caller's to use */
    private boolean mayAnswer(@Nullable Carried connected, int connect) {
        if (answered.first()) {
            return true;
        }
        gone();
        if (connected != null) {
            connected.awaitConnect(connect);
        }
        return false;
    }

    @Override
    public void answerLater(CoreSession theirs, Encoded reply, @Nullable Runnable sent) {
        throw new IllegalStateException("There is one response, and it takes all replies.");
    }

    @Override
    public void answerHeld(Carried theirs, int connect, Supplier<HeldAnswer> answer) {
        if (mayAnswer(theirs, connect)) {
            HeldAnswer last = answer.get();
            List<Encoded> messages = new ArrayList<>(last.events());
            messages.add(last.reply());
            send(messages, new Written(theirs, connect, null));
        }
    }

    @Override
    public boolean isGone() {
        return answered.isDone();
    }

    @Override
    public void superseded(Carried theirs, int connect, Supplier<HeldAnswer> answer) {
        if (answered.first()) {
            gone();
            connection.close(CloseReason.SUPERSEDED);
        }
    }

    @Override
    public void end(CloseReason reason) {
        if (answered.first()) {
            gone();
            connection.close(reason);
        }
    }

    @Override
    public void closed(CloseReason reason) {
        // First: what begins after this sees it, what began before is forgotten here.
        boolean unanswered = answered.first();
        gone();
        CoreSession theirs = session;
        if (unanswered && theirs != null) {
            theirs.linkClosed(this);
        }
    }

    private static int length(List<Encoded> messages) {
        int length = messages.size();
        for (Encoded message : messages) {
            length += message.length();
        }
        return length;
    }

    private void send(List<Encoded> messages, Written written) {
        try {
            Batch batch = new Batch(messages);
            context.platform().events().batchSent(batch.messages().size(), batch.length());
            connection.send(batch, written);
        } catch (RuntimeException | Error thrown) {
            context.platform().events().transportFailed(transport, thrown);
            connection.close(CloseReason.INTERNAL_ERROR);
            written.failed(thrown);
        }
    }

    private final class Written implements Connection.Completion {
        private final @Nullable Carried connected;
        private final int connect;
        private final @Nullable Runnable sent;

        /**
         * @param connected the session whose connect this answers: its next connect is due from when this is written
         * @param connect the number of that connect
         * @param sent is run when this is written, or can never be; null if there is nothing to do then
         */
        Written(@Nullable Carried connected, int connect, @Nullable Runnable sent) {
            this.connected = connected;
            this.connect = connect;
            this.sent = sent;
        }

        @Override
        public void succeeded() {
            gone();
            if (sent != null) {
                sent.run();
            }
            if (connected != null) {
                connected.awaitConnect(connect);
            }
        }

        @Override
        public void failed(Throwable cause) {
            succeeded();
        }
    }
}
