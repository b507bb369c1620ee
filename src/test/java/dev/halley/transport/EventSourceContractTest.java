package dev.halley.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.Conversation;
import dev.halley.testing.HttpTestClient;
import dev.halley.testing.TestServer;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Holds as every transport does, but that a connect opens a stream, which has no time of its own, and whose end is its reply. */
class EventSourceContractTest extends TransportContract {

    @Override
    protected TestServer start(String... settings) {
        String[] all = Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "eventsource.clientIdInPath";
        all[settings.length + 1] = "true";
        return TestServer.start(all);
    }

    @Override
    protected BayeuxTestClient client(TestServer of) {
        return HttpTestClient.eventSource(of.port());
    }

    @Test
    @Override
    void aHandshakeTellsAllThatAClientNeeds() {
        JsonObject reply = conversation().handshake();
        assertSuccessful(reply);
        assertThat(reply.getJsonArray("supportedConnectionTypes").toString()).endsWith(",\"eventsource\"]");
    }

    @Test
    @Override
    void theFirstConnectIsAnsweredAtOnceAndTheSecondIsHeldForItsTime() {
        Conversation client = conversation();
        client.handshake();
        client.connectHeld(server);
        server.advance(Duration.ofMillis(29_999));
        assertThat(server.events().of(client.clientId(), "released")).isEmpty();
        // The session's end and the end of its stream are told by two threads.
        server.events().await(client.clientId(), "released", () -> server.advance(Duration.ofSeconds(1)));
        server.events().await(client.clientId(), "closed", 1);
        assertThat(server.events().of(client.clientId(), "released")).containsExactly("released:SESSION_ENDED");
    }

    @Override
    void aClientMayAskNotToBeHeld() {
        // A GET has no advice.
    }

    @Override
    void aClientMayBeHeldShorterButNotLonger() {
        // A GET has no advice.
    }

    @Test
    @Override
    void aNewConnectTakesTheOlderOnesPlace() {
        Conversation client = conversation();
        client.handshake();
        String older = client.connectHeld(server);
        client.connectHeld(server);
        assertSuccessful(client.reply(older));
        session(client).deliver(null, "/private", 1);
        assertThat(client.event().getInt("data")).isEqualTo(1);
    }

    @Test
    @Override
    void aServerThatStopsReleasesTheHeldConnects() {
        Conversation client = conversation();
        String held = client.ready(server);
        server.stopCore();
        assertSuccessful(client.reply(held));
    }
}
