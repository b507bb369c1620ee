package dev.halley.core;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Request;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Peer;
import java.util.ArrayList;
import java.util.List;
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
    private final int maxResponseSize;
    private final Once answered = new Once();
    private volatile @Nullable CoreSession session;

    OneShotLink(String transport, Connection connection, Peer peer, RequestProcessor processor, Links links) {
        this.transport = transport;
        this.connection = connection;
        this.peer = peer;
        this.processor = processor;
        this.links = links;
        this.maxResponseSize = processor.platform().config().limits().maxResponseSize();
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
        List<Encoded> messages = new ArrayList<>(answers.first());
        CoreSession theirs = answers.session();
        if (theirs != null) {
            messages.addAll(answers.connects()
                    ? theirs.takeForConnect()
                    : theirs.takeForResponse(answers.handshaken(), room(answers)));
        }
        messages.addAll(answers.replies());
        send(messages, answers.connects() ? theirs : null);
    }

    private int room(Answers answers) {
        int room = maxResponseSize;
        for (Encoded reply : answers.replies()) {
            room -= reply.length() + 1;
        }
        return Math.max(0, room);
    }

    @Override
    public void answerHeld(CoreSession theirs, List<Encoded> events, Encoded reply) {
        List<Encoded> messages = new ArrayList<>(events);
        messages.add(reply);
        send(messages, theirs);
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
        if (!answered.first()) {
            return;
        }
        connection.send(new Batch(messages), new Connection.Completion() {
            @Override
            public void succeeded() {
                done();
            }

            @Override
            public void failed(Throwable cause) {
                done();
            }

            private void done() {
                links.remove(OneShotLink.this);
                if (connected != null) {
                    connected.awaitConnect();
                }
            }
        });
    }
}
