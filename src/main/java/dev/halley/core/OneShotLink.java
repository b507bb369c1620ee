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
    public boolean carry(CoreSession theirs) {
        session = theirs;
        return false;
    }

    @Override
    public boolean isDone() {
        return answered.isDone();
    }

    @Override
    public void receive(List<Request> requests) {
        links.add(this);
        if (answered.isDone()) {
            // The client was gone before; nobody will tell that again.
            links.remove(this);
        }
        processor.process(this, requests);
    }

    @Override
    public void answer(Answers answers) {
        List<Encoded> messages = new ArrayList<>(answers.first());
        CoreSession theirs = answers.session();
        if (theirs != null && !answers.handshaken() && !answered.isDone()) {
            messages.addAll(theirs.takeForResponse(answers.connects(), room(answers)));
        }
        messages.addAll(answers.replies());
        send(messages, answers.connects() ? theirs : null, answers.connect());
    }

    private int room(Answers answers) {
        int room = maxResponseSize;
        for (Encoded reply : answers.replies()) {
            room -= reply.length() + 1;
        }
        return Math.max(0, room);
    }

    @Override
    public void answerHeld(CoreSession theirs, HeldConnect held, List<Encoded> events, Encoded reply) {
        List<Encoded> messages = new ArrayList<>(events);
        messages.add(reply);
        send(messages, theirs, held.number());
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

    /**
     * @param connected the session whose connect this answers: its next connect is due from when this is written
     * @param connect the number of that connect
     */
    private void send(List<Encoded> messages, @Nullable CoreSession connected, int connect) {
        if (!answered.first()) {
            if (connected != null) {
                connected.awaitConnect(connect);
            }
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
                    connected.awaitConnect(connect);
                }
            }
        });
    }
}
