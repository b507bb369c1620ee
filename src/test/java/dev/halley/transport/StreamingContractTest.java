package dev.halley.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.Conversation;
import dev.halley.testing.HttpTestClient;
import dev.halley.testing.TestServer;
import jakarta.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Holds as every transport does, but that a connect is held from the first on, for minutes, and events do not end it. */
class StreamingContractTest extends TransportContract {

    private static final Duration SHORTEST = Duration.ofMinutes(4);
    private static final Duration LONGEST = Duration.ofMinutes(6);

    @Override
    protected TestServer start(String... settings) {
        return TestServer.start(settings);
    }

    @Override
    protected BayeuxTestClient client(TestServer of) {
        return HttpTestClient.streaming(of.port());
    }

    @Test
    @Override
    void theFirstConnectIsAnsweredAtOnceAndTheSecondIsHeldForItsTime() {
        Conversation client = conversation();
        client.handshake();
        String held = client.connectHeld(server);
        server.advance(SHORTEST.minusMillis(1));
        assertSuccessful(client.publish("/a", "1"));
        assertThat(server.events().of(client.clientId(), "released")).isEmpty();
        server.advance(LONGEST.minus(SHORTEST).plusMillis(1));
        JsonObject reply = client.reply(held);
        assertSuccessful(reply);
        assertThat(reply.getJsonObject("advice").getInt("timeout")).isEqualTo(20_000);
        assertThat(server.events().of(client.clientId(), "released")).containsExactly("released:TIMEOUT");
    }

    @Test
    @Override
    void aClientMayBeHeldShorterButNotLonger() {
        Conversation client = conversation();
        client.handshake();
        String shorter = client.connectHeld(server, ",\"advice\":{\"timeout\":1000}");
        server.advance(Duration.ofMillis(999));
        assertThat(server.events().of(client.clientId(), "released")).isEmpty();
        server.advance(Duration.ofMillis(1));
        assertSuccessful(client.reply(shorter));
        String longer = client.connectHeld(server, ",\"advice\":{\"timeout\":9999999}");
        server.advance(LONGEST);
        assertSuccessful(client.reply(longer));
    }

    @Test
    @Override
    void aNewConnectTakesTheOlderOnesPlace() {
        Conversation client = conversation();
        client.handshake();
        String older = client.connectHeld(server);
        String newer = client.connectHeld(server);
        assertSuccessful(client.reply(older));
        session(client).deliver(null, "/private", 1);
        assertThat(client.event().getInt("data")).isEqualTo(1);
        server.advance(LONGEST);
        assertSuccessful(client.reply(newer));
    }
}
