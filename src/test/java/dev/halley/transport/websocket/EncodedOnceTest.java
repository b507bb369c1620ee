package dev.halley.transport.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.container.TextSocket;
import dev.halley.container.TextSocketListener;
import dev.halley.container.WebSocketUpgrade;
import dev.halley.launcher.LaunchedJetty;
import dev.halley.testing.JettyHost;
import dev.halley.testing.TestServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message for many sessions, where the container sends bytes. */
class EncodedOnceTest {

    private static final int SUBSCRIBERS = 20;

    /** What was sent, by the arrays that hold it. */
    private final ConcurrentLinkedQueue<byte[]> sent = new ConcurrentLinkedQueue<>();

    /** @return the launcher's, which notes what goes through it */
    private JettyHost noting() {
        JettyHost jetty = LaunchedJetty.upgrading();
        var launchers = (WebSocketUpgrade) jetty.context().getAttribute(WebSocketUpgrade.ATTRIBUTE);
        WebSocketUpgrade noting = (request, response, subprotocol, extensions, listener) ->
                launchers.upgrade(request, response, subprotocol, extensions, new Noting(listener));
        return jetty.attribute(WebSocketUpgrade.ATTRIBUTE, noting);
    }

    private final class Noting implements TextSocketListener {

        private final TextSocketListener listener;

        Noting(TextSocketListener listener) {
            this.listener = listener;
        }

        @Override
        public void opened(TextSocket socket) {
            listener.opened(new TextSocket() {
                @Override
                public void send(ByteBuffer utf8, Consumer<Throwable> done) {
                    sent.add(utf8.array());
                    socket.send(utf8, done);
                }

                @Override
                public boolean isOpen() {
                    return socket.isOpen();
                }

                @Override
                public void setIdleTimeout(Duration timeout) {
                    socket.setIdleTimeout(timeout);
                }

                @Override
                public void close(int code, String reason) {
                    socket.close(code, reason);
                }
            });
        }

        @Override
        public void text(String part, boolean last) {
            listener.text(part, last);
        }

        @Override
        public void binary() {
            listener.binary();
        }

        @Override
        public void closed() {
            listener.closed();
        }
    }

    private static List<BayeuxSocket> subscribers(TestServer server) {
        List<BayeuxSocket> subscribers = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            BayeuxSocket subscriber = BayeuxSocket.open(server.uri("ws")).ready();
            subscriber.subscribe("/a");
            subscribers.add(subscriber);
        }
        return subscribers;
    }

    @ParameterizedTest
    @CsvSource({"x, 6000", "ä€😀, 6000", "ä€😀, 1"})
    void aMessageForManySessionsIsEncodedOnce(String characters, int times) throws Exception {
        // Two threads that need the same bytes in the same moment would make them twice.
        try (TestServer server = TestServer.start(noting(), TestServer.WEBSOCKET, "senderThreads", "1")) {
            List<BayeuxSocket> subscribers = subscribers(server);
            String data = characters.repeat(times);
            sent.clear();
            try (BayeuxSocket publisher = BayeuxSocket.open(server.uri("ws")).ready()) {
                publisher.publish("/a", '"' + data + '"');

                for (BayeuxSocket subscriber : subscribers) {
                    assertThat(subscriber.event().getString("data")).isEqualTo(data);
                }
            } finally {
                for (BayeuxSocket subscriber : subscribers) {
                    subscriber.close();
                }
            }
        }
        Map<byte[], Integer> sessions = new IdentityHashMap<>();
        sent.stream()
                .filter(frame -> new String(frame, UTF_8).contains("\"data\":"))
                .forEach(frame -> sessions.merge(frame, 1, Integer::sum));
        assertThat(sessions.values()).containsExactly(SUBSCRIBERS);
    }
}
