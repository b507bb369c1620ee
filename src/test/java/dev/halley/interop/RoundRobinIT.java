package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.interop.RoundRobinClient.Library;
import dev.halley.testing.Conversation;
import dev.halley.testing.FreePorts;
import dev.halley.testing.HttpTestClient;
import dev.halley.testing.RoundRobinProxy;
import dev.halley.testing.WebSocketTestClient;
import dev.halley.war.RunningProxy;
import dev.halley.war.RunningWar;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients come to a cluster of three through a proxy that sends each request to another node than the one before. */
@TestMethodOrder(OrderAnnotation.class)
class RoundRobinIT {

    private static final int MESSAGES = 200;
    private static final int ATTEMPTS = 100;

    /** What the ids of a node's sessions end in. */
    private static final int TAG_LENGTH = 7;

    private static final List<RunningWar> NODES = new ArrayList<>();
    private static final List<String> TAGS = new ArrayList<>();
    private static RoundRobinProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        int[] links = FreePorts.some(3);
        String members =
                Arrays.stream(links).mapToObj(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        for (int i = 0; i < links.length; i++) {
            NODES.add(RunningWar.run(
                    "--port=0",
                    "-Dhalley.cluster.name=round-robin",
                    "-Dhalley.cluster.node=n" + i,
                    "-Dhalley.cluster.bind=127.0.0.1:" + links[i],
                    "-Dhalley.cluster.members=" + members));
        }
        for (RunningWar node : NODES) {
            try (Conversation client =
                    new Conversation(HttpTestClient.longPolling(node.address().getPort()))) {
                client.handshake();
                TAGS.add(tag(client.clientId()));
            }
        }
        proxy = new RoundRobinProxy(
                NODES.stream().map(node -> node.address().getPort()).toList());
    }

    @AfterAll
    static void stop() throws IOException {
        for (RunningWar node : NODES) {
            node.close();
        }
        if (proxy != null) {
            proxy.close();
        }
    }

    private static String tag(String clientId) {
        return clientId.substring(clientId.length() - TAG_LENGTH);
    }

    /** Comes through the proxy until it gets a session of that node: another client may be the next at the proxy. */
    private static RoundRobinClient clientOf(int node, Library library) throws Exception {
        for (int i = 0; i < ATTEMPTS; i++) {
            proxy.goOnWith(node);
            RoundRobinClient client = library.connect(proxy.address());
            if (tag(client.id()).equals(TAGS.get(node))) {
                return client;
            }
            client.close();
        }
        throw new AssertionError("no session of node " + node);
    }

    @Order(1)
    @ParameterizedTest
    @EnumSource
    void clientsHearThoseOfOtherNodesInOrder(Library library) throws Exception {
        String channel = "/talk/" + library;
        try (RoundRobinClient publisher = clientOf(0, library);
                RoundRobinClient second = clientOf(1, library);
                RoundRobinClient third = clientOf(2, library)) {
            List<RoundRobinClient> subscribers = List.of(second, third);
            for (RoundRobinClient subscriber : subscribers) {
                subscriber.subscribe(channel);
            }

            for (int i = 0; i < MESSAGES; i++) {
                assertThat(publisher.publish(channel, i)).isTrue();
            }

            for (RoundRobinClient subscriber : subscribers) {
                for (int i = 0; i < MESSAGES; i++) {
                    assertThat(subscriber.hears(channel)).isEqualTo(i);
                }
            }
            for (RoundRobinClient client : List.of(publisher, second, third)) {
                assertThat(client.disconnect()).isTrue();
            }
        }
    }

    @Order(2)
    @Test
    void sessionThatBeganByHttpGoesOnByWebSocketAtAnotherNodeWithoutItsCookie() throws Exception {
        try (RoundRobinClient publisher = clientOf(0, Library.HALLEY_WEBSOCKET);
                Conversation http = new Conversation(HttpTestClient.longPolling(proxy.port()))) {
            proxy.goOnWith(1);
            http.handshake();
            assertThat(tag(http.clientId())).isEqualTo(TAGS.get(1));
            proxy.goOnWith(2);
            try (Conversation socket = new Conversation(WebSocketTestClient.open(proxy.port()))) {
                socket.as(http.clientId()).keepConnecting();
                assertThat(socket.reply(socket.connect("")).getBoolean("successful"))
                        .isTrue();
                assertThat(socket.subscribe("/faye").getBoolean("successful")).isTrue();
                for (int i = 0; i < MESSAGES; i++) {
                    assertThat(publisher.publish("/faye", i)).isTrue();
                }

                for (int i = 0; i < MESSAGES; i++) {
                    JsonObject event = socket.event();
                    assertThat(event.getInt("data")).isEqualTo(i);
                }
                assertThat(socket.disconnect().getBoolean("successful")).isTrue();
            }
        }
    }

    @Order(3)
    @TestFactory
    Stream<DynamicTest> javaScriptClients() throws Exception {
        return new NodeProgram(
                        "round-robin.mjs", Map.of("TEST_URL", proxy.address().toString()))
                .tests();
    }

    @Order(4)
    @ParameterizedTest
    @EnumSource
    void clientsGetThroughNginxInRoundRobin(Library library, @TempDir Path folder) throws Exception {
        RunningProxy.provision();
        List<Integer> ports =
                NODES.stream().map(node -> node.address().getPort()).toList();
        String channel = "/nginx/" + library;
        try (RunningProxy nginx = RunningProxy.inRoundRobin(folder, ports)) {
            URI address = URI.create("http://127.0.0.1:" + nginx.port() + "/");
            try (RoundRobinClient publisher = library.connect(address);
                    RoundRobinClient subscriber = library.connect(address)) {
                subscriber.subscribe(channel);
                for (int i = 0; i < MESSAGES / 2; i++) {
                    assertThat(publisher.publish(channel, i)).isTrue();
                }
                for (int i = 0; i < MESSAGES / 2; i++) {
                    assertThat(subscriber.hears(channel)).isEqualTo(i);
                }
                assertThat(publisher.disconnect()).isTrue();
                assertThat(subscriber.disconnect()).isTrue();
            }
        }
    }

    /** Kills the last node, so this comes last. */
    @Order(5)
    @Test
    void whenANodeIsKilledItsSessionsBeginAnewAndThoseOfTheOthersLoseNothing() throws Exception {
        List<Listener> survivors = new ArrayList<>();
        List<Listener> bereft = new ArrayList<>();
        List<Publisher> publishers = new ArrayList<>();
        try {
            publishers.add(new Publisher("/kill/0", clientOf(0, Library.HALLEY_WEBSOCKET)));
            publishers.add(new Publisher("/kill/1", clientOf(1, Library.HALLEY_LONG_POLLING)));
            for (Library library : Library.values()) {
                survivors.add(new Listener(clientOf(0, library), publishers));
                survivors.add(new Listener(clientOf(1, library), publishers));
                bereft.add(new Listener(clientOf(2, library), publishers));
            }

            publish(publishers, MESSAGES / 2);
            NODES.get(2).kill();
            publish(publishers, MESSAGES / 2);
            for (Listener listener : bereft) {
                listener.client.awaitReturn();
            }
            publishers.forEach(Publisher::mark);
            publish(publishers, MESSAGES / 2);

            for (Listener listener : survivors) {
                assertThat(listener.client.id()).isEqualTo(listener.id);
                publishers.forEach(publisher -> publisher.check(listener, 0));
            }
            for (Listener listener : bereft) {
                assertThat(listener.client.id()).isNotEqualTo(listener.id);
                publishers.forEach(publisher -> publisher.check(listener, publisher.marked));
            }
        } finally {
            Stream.concat(survivors.stream(), bereft.stream()).forEach(listener -> listener.client.close());
            publishers.forEach(publisher -> publisher.client.close());
        }
    }

    private static void publish(List<Publisher> publishers, int count) {
        CompletableFuture.allOf(publishers.stream()
                        .map(publisher -> CompletableFuture.runAsync(() -> publisher.publish(count)))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** A client that has subscribed, and its id then. */
    private static final class Listener {

        private final RoundRobinClient client;
        private final String id;

        private Listener(RoundRobinClient client, List<Publisher> publishers) throws Exception {
            this.client = client;
            this.id = client.id();
            for (Publisher publisher : publishers) {
                client.subscribe(publisher.channel);
            }
        }
    }

    /** Publishes numbers in order and remembers which were confirmed. */
    private static final class Publisher {

        private final String channel;
        private final RoundRobinClient client;
        private final List<Integer> confirmed = new ArrayList<>();
        private int next;
        private int marked;

        private Publisher(String channel, RoundRobinClient client) {
            this.channel = channel;
            this.client = client;
        }

        /** Who comes now hears all from here on. */
        private void mark() {
            marked = next;
        }

        /** Until so many are confirmed. */
        private void publish(int count) {
            int enough = confirmed.size() + count;
            while (confirmed.size() < enough) {
                try {
                    if (client.publish(channel, next)) {
                        confirmed.add(next);
                    }
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                next++;
            }
        }

        /** All that was confirmed from a number on has come, nothing twice and nothing out of order. */
        private void check(Listener listener, int from) {
            List<Integer> heard = new ArrayList<>();
            int last = confirmed.get(confirmed.size() - 1);
            try {
                do {
                    heard.add(listener.client.hears(channel));
                } while (heard.get(heard.size() - 1) < last);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            assertThat(heard).isSorted().doesNotHaveDuplicates();
            assertThat(heard)
                    .containsAll(
                            confirmed.stream().filter(number -> number >= from).toList());
        }
    }
}
