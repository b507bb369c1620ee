package dev.halley.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.BinaryData;
import dev.halley.protocol.ChannelMessage;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import dev.halley.testkit.Visitor;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What docs/services.md shows is what runs here; {@link ChatStylesTest} runs the two chats. */
class ServicesDocumentTest {

    public record Order(String article, int quantity) {}

    /** Takes orders of clerks. */
    @Service
    public static class Counter {

        private final List<Order> orders = new ArrayList<>();

        @RolesAllowed("clerk")
        @Listener("/orders/{shop}")
        public void order(Order order) {
            orders.add(order);
        }
    }

    @Test
    void ordersAreCheckedAndTakenAndStaffAloneMayPublishThem() {
        try (InProcessServer server = InProcessServer.start(new Setup().beans(Orders.class))) {
            TestClient ann = server.client().handshake();
            assertThat(ann.<Orders.Receipt>call("orders/corner", new Order("tea", 2), Orders.Receipt.class))
                    .isEqualTo(new Orders.Receipt("2 tea from corner", false));
            assertThat(ann.call("orders/corner", "{\"article\":\" \",\"quantity\":0}"))
                    .contains("400:data:field_invalid", "\"article\":", "\"quantity\":");
            assertThat(ann.publish("/orders/corner", "1").received())
                    .singleElement()
                    .asString()
                    .contains("\"successful\":false");
            ann.session().orElseThrow().attribute("staff", true);
            assertThat(ann.publish("/orders/corner", "1").received())
                    .singleElement()
                    .asString()
                    .contains("\"successful\":true");
        }
    }

    @Test
    void clerksAloneMayOrder() {
        Counter counter = new Counter();
        try (InProcessServer server = InProcessServer.start(new Setup().service(counter))) {
            TestClient ann = server.client(Visitor.named("ann", "clerk")).handshake();
            TestClient bob = server.client(Visitor.named("bob")).handshake();
            ann.publishValue("/orders/corner", new Order("tea", 2));
            bob.received();
            assertThat(bob.publishValue("/orders/corner", new Order("milk", 1)).received())
                    .singleElement()
                    .asString()
                    .contains("403:denied_by_role:publish_denied");
            assertThat(counter.orders).containsExactly(new Order("tea", 2));
        }
    }

    @Test
    void clientIsToldWhyItsSessionEnds() {
        try (InProcessServer running = InProcessServer.start(new Setup())) {
            TestClient ann = running.client().connected();
            ServerSession session = ann.session().orElseThrow();

            session.deliver(null, "/service/kicked", Map.of("reason", "flood"));
            session.disconnect();

            assertThat(ann.dataOn("/service/kicked")).containsExactly("{\"reason\":\"flood\"}");
            assertThat(ann.session()).isEmpty();
        }
    }

    @Test
    void wholeMessagesAndBytesGoOutAsTheyAre() {
        try (InProcessServer running = InProcessServer.start(new Setup())) {
            BayeuxServer server = running.bayeux();
            TestClient ann = running.client().connected().subscribe("/news");
            ann.received();
            ServerSession session = ann.session().orElseThrow();
            Map<String, String> data = Map.of("title", "Comet");
            RawJson ext = RawJson.from(Map.of("lang", "en"));
            byte[] bytes = {1, 2, 3};

            ChannelMessage news =
                    ChannelMessage.of("/news", RawJson.from(data)).withExt(ext).withLazy(true);
            server.createChannel("/news").publish(null, news);

            session.deliver(null, "/files", new BinaryData(bytes, true, null));

            running.advance(Duration.ofSeconds(30));
            assertThat(ann.received())
                    .anyMatch(message -> message.contains("\"data\":{\"title\":\"Comet\"}")
                            && message.contains("\"ext\":{\"lang\":\"en\"}"))
                    .anyMatch(
                            message -> message.contains("\"channel\":\"/files\"") && message.contains("\"last\":true"));
        }
    }

    @Test
    void inheritedServiceAnswersWithWhatItsMethodReturns() {
        try (InProcessServer running = InProcessServer.start(new Setup().initially(Echo::new))) {
            TestClient ann = running.client().handshake();
            assertThat(ann.call("echo", "{\"a\":1}")).contains("\"data\":{\"a\":1}");
        }
    }
}
