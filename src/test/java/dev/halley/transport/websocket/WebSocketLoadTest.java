package dev.halley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.JettyHost;
import dev.halley.testing.TestServer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketLoadTest {

    /** @return where it runs */
    JettyHost jetty() {
        return new JettyHost();
    }

    private TestServer server;

    void start(String... settings) {
        server = TestServer.start(jetty(), TestServer.WEBSOCKET, settings);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private BayeuxSocket open() {
        return BayeuxSocket.open(server.uri("ws"));
    }

    @Test
    void aSubscriberThatDoesNotReadIsEndedAndDisturbsNobody() throws Exception {
        start("maxQueue", "100");
        String data = '"' + "x".repeat(100_000) + '"';
        try (BayeuxSocket slow = BayeuxSocket.slow(server.uri("ws")).ready();
                BayeuxSocket fast = open().ready();
                BayeuxSocket publisher = open().ready()) {
            slow.subscribe("/a");
            fast.subscribe("/a");
            int published = 0;
            // What the system's own buffers take is not known; that they are finite is.
            while (server.bayeux().session(slow.clientId()).isPresent() && published < 10_000) {
                assertThat(publisher.publish("/a", data).getBoolean("successful"))
                        .isTrue();
                assertThat(fast.event().getString("data")).hasSize(100_000);
                published++;
            }

            server.events().await(slow.clientId(), "closed", 1);
            assertThat(server.events().of(slow.clientId(), "closed")).containsExactly("closed:QUEUE_FULL");
            assertThat(published).isBetween(100, 9_999);
            assertThat(fast.publish("/a", "1").getBoolean("successful")).isTrue();
            slow.raw().awaitEnd();
        }
    }

    @Test
    void aThousandIdleConnectionsTakeNoThreads() throws Exception {
        start();
        List<BayeuxSocket> clients = new ArrayList<>();
        try {
            int before = ManagementFactory.getThreadMXBean().getThreadCount();
            for (int i = 0; i < 1_000; i++) {
                BayeuxSocket client = open().ready();
                client.connect("held");
                clients.add(client);
            }
            for (BayeuxSocket client : clients) {
                assertThat(client.publish("/a", "1").getBoolean("successful")).isTrue();
            }
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(before + 50);
        } finally {
            clients.forEach(BayeuxSocket::close);
        }
    }
}
