package dev.halley;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.boot.Boot;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.testing.WebSocketTestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * Publishes from a client's WebSocket to that of a subscriber, each traced. To be loaded by a {@link TracingLoader}.
 *
 * <p>There are several, since a container may tell late that what was sent to the subscriber before has been written: then the message waits,
 * and leaves when that is told, which is another path.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public final class TracedPublish implements Callable<List<List<String>>> {

    private static final int PUBLISHES = 10;

    private final Server jetty = new Server();
    private final ServerConnector connector = new ServerConnector(jetty, 1, 1);
    private final ServletContextHandler application = new ServletContextHandler("/");

    /** Keeps the publisher's replies back, whose way out would mingle with the event's. */
    private static final class NoReplyToPublishes implements BayeuxExtension {

        @Override
        public Verdict<Reply> reply(@Nullable ServerSession session, Request request, Reply reply) {
            return request instanceof Request.Publish ? Verdict.stop() : Verdict.pass();
        }
    }

    @Override
    public List<List<String>> call() throws Exception {
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        JakartaWebSocketServletContainerInitializer.configure(
                application, (context, container) -> Boot.register(context, Map.of(), "/cometd/*"));
        jetty.setHandler(application);
        jetty.start();
        try {
            var server = (BayeuxServer) application.getServletContext().getAttribute(BayeuxServer.ATTRIBUTE);
            server.addExtension(new NoReplyToPublishes());
            return publish();
        } finally {
            jetty.stop();
        }
    }

    private List<List<String>> publish() {
        WebSocketTestClient subscriber = WebSocketTestClient.open(connector.getLocalPort());
        WebSocketTestClient publisher = WebSocketTestClient.open(connector.getLocalPort());
        try {
            String subscribing = connect(subscriber);
            subscriber.send(message("/meta/subscribe", subscribing, "'subscription':'/news'"));
            subscriber.next();
            String publishing = connect(publisher);
            List<List<String>> traces = new ArrayList<>();
            for (int i = 0; i < PUBLISHES; i++) {
                CallTrace.start();
                publisher.send(message("/news", publishing, "'data':1"));
                subscriber.next();
                traces.add(CallTrace.stop());
            }
            return traces;
        } finally {
            publisher.close();
            subscriber.close();
        }
    }

    private static String connect(WebSocketTestClient client) {
        client.send("[{'channel':'/meta/handshake','version':'1.0','supportedConnectionTypes':['websocket']}]"
                .replace('\'', '"'));
        String id = client.next().getString("clientId");
        client.send(message("/meta/connect", id, "'connectionType':'websocket'"));
        client.next();
        return id;
    }

    private static String message(String channel, String id, String field) {
        return "[{'channel':'%s','clientId':'%s',%s}]"
                .formatted(channel, id, field)
                .replace('\'', '"');
    }
}
