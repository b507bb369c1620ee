package dev.halley.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.ServerChannel;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.server.AbstractServerTransport;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.ServerSessionImpl;

/**
 * CometD's server with a transport that sends as its WebSocket one does, on the thread that flushes a session: takes the queue,
 * joins the messages' JSON, which is made once for each publish.
 *
 * <p>Thread-safety: thread-safe once all have joined.
 */
final class CometdPush implements Pushing.PushServer {

    private static final String NAME = "memory";

    private final BayeuxServerImpl server = new BayeuxServerImpl();
    private final Transport transport = new Transport();

    CometdPush() throws Exception {
        server.addTransport(transport);
        server.setAllowedTransports(NAME);
        server.start();
    }

    @Override
    public void join(List<String> channels, Pushing.Sink sink) throws Exception {
        ServerSessionImpl session = server.newServerSession();
        session.setServerTransport(transport);
        server.addServerSession(session, null);
        if (!session.handshake(null) || !session.connected()) {
            throw new IllegalStateException("CometD takes no session.");
        }
        session.setMaxInterval(3_600_000);
        for (String channel : channels) {
            ServerChannel made = server.createChannelIfAbsent(channel).getReference();
            if (!made.subscribe(session)) {
                throw new IllegalStateException("CometD takes no subscription.");
            }
        }
        session.setScheduler(new Flushing(session, sink));
    }

    @Override
    public void publish(String channel) {
        server.getChannel(channel).publish(null, Map.of("m", Pushing.TEXT), Promise.noop());
    }

    private final class Transport extends AbstractServerTransport {

        private Transport() {
            super(server, NAME);
        }

        private void send(ServerSessionImpl session, Pushing.Sink sink) {
            List<ServerMessage> queue = session.takeQueue(List.of());
            if (queue.isEmpty()) {
                return;
            }
            StringBuilder frame = new StringBuilder().append('[');
            List<String> channels = new ArrayList<>(queue.size());
            for (ServerMessage message : queue) {
                frame.append(frame.length() > 1 ? "," : "").append(toJSON(message));
                channels.add(message.getChannel());
            }
            sink.send(frame.append(']').toString(), channels);
        }
    }

    private final class Flushing implements AbstractServerTransport.Scheduler {

        private final ServerSessionImpl session;
        private final Pushing.Sink sink;
        private final ServerMessage.Mutable handshake = server.newMessage();

        private Flushing(ServerSessionImpl session, Pushing.Sink sink) {
            this.session = session;
            this.sink = sink;
            handshake.setChannel(Channel.META_HANDSHAKE);
        }

        @Override
        public ServerMessage.Mutable getMessage() {
            return handshake;
        }

        @Override
        public void schedule() {
            transport.send(session, sink);
        }
    }
}
