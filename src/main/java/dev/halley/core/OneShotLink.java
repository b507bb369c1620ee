package dev.halley.core;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Request;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The link of one request and its one response, such as an HTTP exchange.
 *
 * <p>Thread-safety: thread-safe.
 */
final class OneShotLink implements CoreLink {

    private final String transport;
    private final Connection connection;
    private final Peer peer;
    private final RequestProcessor processor;
    private final Links links;
    private final Once answered = new Once();
    private volatile @Nullable CoreSession session;

    OneShotLink(String transport, Connection connection, Peer peer, RequestProcessor processor, Links links) {
        this.transport = transport;
        this.connection = connection;
        this.peer = peer;
        this.processor = processor;
        this.links = links;
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
    public @Nullable CoreSession session() {
        return session;
    }

    @Override
    public void carry(CoreSession theirs) {
        session = theirs;
    }

    @Override
    public void receive(List<Request> requests) {
        links.add(this);
        processor.process(this, requests);
    }

    @Override
    public void answer(Answers answers) {
        CoreSession theirs = answers.session();
        CoreSession connected = answers.connects() ? theirs : null;
        if (!mayAnswer(connected)) {
            return;
        }
        List<Encoded> messages = new ArrayList<>(answers.first());
        if (theirs != null) {
            messages.addAll(
                    answers.connects() ? theirs.takeForConnect(this, sizeOf(answers)) : events(theirs, answers));
        }
        messages.addAll(answers.replies());
        send(messages, connected);
    }

    private List<Encoded> events(CoreSession theirs, Answers answers) {
        return theirs.takeForResponse(answers.handshaken(), sizeOf(answers));
    }

    private static int sizeOf(Answers answers) {
        int size = 0;
        for (Encoded reply : answers.first()) {
            size += reply.length() + 1;
        }
        for (Encoded reply : answers.replies()) {
            size += reply.length() + 1;
        }
        return size;
    }

    /** @return whether there is a way to the client, which is now the caller's to use */
    private boolean mayAnswer(@Nullable CoreSession connected) {
        if (answered.first()) {
            return true;
        }
        links.remove(this);
        if (connected != null) {
            connected.awaitConnect();
        }
        return false;
    }

    @Override
    public void answerHeld(CoreSession theirs, Supplier<HeldConnect.Answer> answer) {
        if (mayAnswer(theirs)) {
            HeldConnect.Answer last = answer.get();
            List<Encoded> messages = new ArrayList<>(last.events());
            messages.add(last.reply());
            send(messages, theirs);
        }
    }

    @Override
    public boolean isGone() {
        return answered.isDone();
    }

    @Override
    public void superseded() {
        if (answered.first()) {
            links.remove(this);
            connection.close(CloseReason.SUPERSEDED);
        }
    }

    @Override
    public void end(CloseReason reason) {
        if (answered.first()) {
            links.remove(this);
            connection.close(reason);
        }
    }

    @Override
    public void closed(CloseReason reason) {
        links.remove(this);
        CoreSession theirs = session;
        if (answered.first() && theirs != null) {
            theirs.linkClosed(this);
        }
    }

    /** @param connected the session whose connect this answers: its next connect is due from when this is written */
    private void send(List<Encoded> messages, @Nullable CoreSession connected) {
        Written written =
                new Written(connected, connected == null ? 0 : connected.times().connects());
        try {
            connection.send(new Batch(messages), written);
        } catch (RuntimeException | Error thrown) {
            processor.platform().events().transportFailed(transport, thrown);
            connection.close(CloseReason.INTERNAL_ERROR);
            written.failed(thrown);
        }
    }

    private final class Written implements Connection.Completion {
        private final @Nullable CoreSession connected;
        /** How many connects had come when this one was answered. */
        private final int connects;

        Written(@Nullable CoreSession connected, int connects) {
            this.connected = connected;
            this.connects = connects;
        }

        @Override
        public void succeeded() {
            links.remove(OneShotLink.this);
            if (connected != null) {
                connected.awaitConnect(connects);
            }
        }

        @Override
        public void failed(Throwable cause) {
            succeeded();
        }
    }
}
