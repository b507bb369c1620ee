package dev.halley.cdi.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.testkit.HalleyTest;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.TestClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How channels with history and members are tested. docs/testing.md shows it. */
@HalleyTest(settings = {"history=/orders/*=10/10m", "presence=/chat/*"})
class OrdersTest {

    @Test
    void newestOrdersComeFirst(BayeuxServer server, TestClient ann) {
        server.createChannel("/orders/42").publish(null, "tea");
        ann.handshake("{\"history\":true}").connect().send("""
                {"channel":"/meta/subscribe","clientId":"$","subscription":"/orders/42",
                 "ext":{"history":{"/orders/42":{"last":5}}}}""");
        assertThat(ann.dataOn("/orders/42")).containsExactly("\"tea\"");
    }

    @Test
    void showsWhoComes(InProcessServer server, TestClient ann, TestClient bob) {
        ann.connected().subscribe("/presence/chat/42");
        server.advance(Duration.ofMillis(50));
        bob.connected().subscribe("/chat/42");
        server.advance(Duration.ofMillis(50));
        assertThat(ann.dataOn("/presence/chat/42")).last().asString().contains("\"join\":[{\"id\":\"#");
    }
}
