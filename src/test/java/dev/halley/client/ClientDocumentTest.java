package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.PasswordProxy;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docs/java-client.md and docs/streaming.md show of the client is what runs here. */
class ClientDocumentTest {

    private static final String CHANNEL = "/orders/42";

    private final Inbox<Object> shown = new Inbox<>();
    private final Inbox<String> told = new Inbox<>();
    private Map<String, Position> stored = Map.of();
    private HalleyServer server;
    private String url = "";

    public record News(String title, int stars) {}

    @BeforeEach
    void start() {
        server = HalleyServer.start("history", "/orders/*=100/10m", "presence", "/chat/*", "presenceDelay", "10");
        url = server.uri().toString();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private BayeuxClient connected() throws Exception {
        BayeuxClient client = BayeuxClient.builder(url).build();
        await(client.connect());
        return client;
    }

    private void show(Object what) {
        shown.accept(what);
    }

    private void show(Message message) {
        shown.accept(message.dataAs(String.class));
    }

    private void reload() {
        told.accept("reload");
    }

    private void store(Map<String, Position> positions) {
        stored = positions;
    }

    private void publish(String... orders) {
        List.of(orders).forEach(order -> server.bayeux().createChannel(CHANNEL).publish(null, order));
    }

    @Test
    void clientSubscribesPublishesAndCalls() throws Exception {
        try (BayeuxClient client = BayeuxClient.builder(url).build()) {
            client.subscribe("/news", News.class, news -> show(news));
            client.connect().get(30, TimeUnit.SECONDS);
            client.publish("/news", new News("Comet sighted", 5));
            String answer = client.call("echo", "hello", String.class).get();
            show(answer);
        }
        assertThat(shown.next(2)).containsExactlyInAnyOrder(new News("Comet sighted", 5), "hello");
    }

    @Test
    void clientUsesAStreamWhereItIsToldTo() throws Exception {
        BayeuxClient client = BayeuxClient.builder(url)
                .transports(TransportType.STREAMING, TransportType.LONG_POLLING)
                .build();
        try (client) {
            await(client.connect());
            await(client.subscribe("/news", String.class, this::show));
            await(client.publish("/news", "snow"));
            assertThat(shown.next()).isEqualTo("snow");
            assertThat(client.transport()).contains(TransportType.STREAMING);
        }
    }

    @Test
    void clientGoesThroughAProxyWithAPassword() throws Exception {
        try (PasswordProxy running = new PasswordProxy("user", "right")) {
            String proxyHost = running.address().getHostString();
            int proxyPort = running.address().getPort();
            char[] password = "right".toCharArray();

            HttpClient http = HttpClient.newBuilder()
                    .proxy(ProxySelector.of(new InetSocketAddress(proxyHost, proxyPort)))
                    .authenticator(new Authenticator() {
                        @Override
                        protected PasswordAuthentication getPasswordAuthentication() {
                            return new PasswordAuthentication("user", password);
                        }
                    })
                    .build();
            BayeuxClient client = BayeuxClient.builder(url).httpClient(http).build();

            try (client) {
                await(client.connect());
                assertThat(client.transport()).contains(TransportType.WEBSOCKET);
            }
            assertThat(running.tunnels()).isNotEmpty();
        }
    }

    @Test
    void newestMessagesComeFirst() throws Exception {
        publish("a", "b");
        try (BayeuxClient client = connected()) {
            client.subscribe("/orders/42", HistoryOptions.last(50).onLost(what -> reload()), message -> show(message));
            assertThat(shown.next(2)).containsExactly("a", "b");
        }
        assertThat(told.rest()).isEmpty();
    }

    /** Runs until it has heard an order of its own. */
    private List<Object> hearUpTo(String order, int count) throws Exception {
        try (BayeuxClient client = connected()) {
            client.positions().restore(stored); // before subscribe
            client.subscribe("/orders/42", HistoryOptions.live().orLast(50), message -> show(message));
            await(client.publish(CHANNEL, order));
            List<Object> heard = shown.next(count);
            store(client.positions().all());
            return heard;
        }
    }

    @Test
    void nextRunOfAProgramContinuesWhereTheLastOneStopped() throws Exception {
        publish("a");
        assertThat(hearUpTo("b", 2)).containsExactly("a", "b");
        publish("c");
        assertThat(hearUpTo("d", 2)).containsExactly("c", "d");
    }

    @Test
    void replyToAPublishSaysWhereItStands() throws Exception {
        String paid = "paid";
        try (BayeuxClient client = connected()) {
            Message reply = client.publish("/orders/42", paid, "order-42-paid").get();
            reply.position(); // where it stands
            reply.isDuplicate(); // whether it was there already

            assertThat(reply.isDuplicate()).isFalse();
            Message again = await(client.publish("/orders/42", paid, "order-42-paid"));
            assertThat(again.isDuplicate()).isTrue();
            assertThat(again.position()).isEqualTo(reply.position());
        }
    }

    @Test
    void whoComesIsShown() throws Exception {
        try (BayeuxClient client = connected();
                BayeuxClient guest = connected()) {
            Presence presence = client.presence("/chat/42", new PresenceListener() {
                        @Override
                        public void joined(PresenceMember member) {
                            show(member.id() + " has come");
                        }

                        @Override
                        public void changed(PresenceSnapshot now) {
                            told.accept("there: " + now.members().size());
                        }
                    })
                    .get();
            presence.members();

            assertThat(told.next()).isEqualTo("there: 0");
            await(guest.subscribe("/chat/42", message -> {}));
            assertThat(shown.next().toString()).endsWith(" has come");
        }
    }
}
