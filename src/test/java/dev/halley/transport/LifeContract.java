package dev.halley.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import dev.halley.testing.Conversation;
import jakarta.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How sessions begin, are held and end. */
abstract class LifeContract extends TransportFixture {

    @Test
    void aHandshakeTellsAllThatAClientNeeds() {
        JsonObject reply = conversation().handshake();

        assertSuccessful(reply);
        assertThat(reply.getString("channel")).isEqualTo("/meta/handshake");
        assertThat(reply.getString("version")).isEqualTo("1.0");
        assertThat(reply.getString("minimumVersion")).isEqualTo("1.0");
        assertThat(reply.getString("clientId")).matches("[A-Za-z0-9]{20,}");
        assertThat(reply.getJsonArray("supportedConnectionTypes").toString())
                .isEqualTo("[\"websocket\",\"streaming\",\"long-polling\",\"callback-polling\"]");
        assertThat(reply.getJsonObject("advice"))
                .isEqualTo(RawJson.parse("{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":20000}")
                        .value());
    }

    @Test
    void theFirstConnectIsAnsweredAtOnceAndTheSecondIsHeldForItsTime() {
        Conversation client = conversation();
        client.handshake();
        assertSuccessful(client.reply(client.connect("")));

        String held = client.connectHeld(server);
        server.advance(Duration.ofMillis(19_999));
        assertSuccessful(client.publish("/a", "1"));
        assertThat(server.events().of(client.clientId(), "released")).isEmpty();
        server.advance(Duration.ofMillis(1));
        JsonObject reply = client.reply(held);
        assertSuccessful(reply);
        assertThat(reply.containsKey("advice")).isFalse();
        assertThat(server.events().of(client.clientId(), "released")).containsExactly("released:TIMEOUT");
    }

    @Test
    void aClientMayAskNotToBeHeld() {
        Conversation client = conversation();
        client.handshake();
        client.firstConnect();
        JsonObject reply = client.reply(client.connect(",\"advice\":{\"timeout\":0}"));
        assertSuccessful(reply);
        assertThat(reply.getJsonObject("advice").getInt("timeout")).isEqualTo(20_000);
    }

    @Test
    void aClientMayBeHeldShorterButNotLonger() {
        Conversation client = conversation();
        client.handshake();
        client.firstConnect();
        String shorter = client.connectHeld(server, ",\"advice\":{\"timeout\":1000}");
        server.advance(Duration.ofMillis(1_000));
        assertSuccessful(client.reply(shorter));
        String longer = client.connectHeld(server, ",\"advice\":{\"timeout\":9999999}");
        server.advance(Duration.ofMillis(20_000));
        assertSuccessful(client.reply(longer));
    }

    @Test
    void aNewConnectTakesTheOlderOnesPlace() {
        Conversation client = ready();
        String older = client.connectHeld(server);
        String newer = client.connectHeld(server);
        server.advance(Duration.ofMillis(20_000));
        assertSuccessful(client.reply(newer));
        assertThat(client.has(message -> message.getString("id", "").equals(older)))
                .isFalse();
        assertThat(client.client().hasNothing()).isTrue();
    }

    @Test
    void aDisconnectReleasesTheHeldConnect() {
        Conversation client = conversation();
        String held = client.ready(server);
        assertSuccessful(client.disconnect());
        JsonObject reply = client.reply(held);
        assertSuccessful(reply);
        assertThat(reconnect(reply)).isEqualTo("none");
        assertThat(server.bayeux().session(client.clientId())).isEmpty();
        assertThat(server.events().named("closed")).containsExactly("closed:DISCONNECTED");
    }

    @Test
    void afterADisconnectTheSessionIsUnknown() {
        Conversation client = conversation();
        client.handshake();
        client.disconnect();
        JsonObject reply = client.publish("/a", "1");
        assertFailed(reply, "402::session_unknown");
        assertThat(reconnect(reply)).isEqualTo("handshake");
    }

    @Test
    void theServerCanEndASession() {
        Conversation client = conversation();
        String held = client.ready(server);
        session(client).disconnect();
        assertThat(reconnect(client.reply(held))).isEqualTo("none");
        assertSuccessful(client.first(message -> message.getString("channel").equals("/meta/disconnect")));
    }

    @Test
    void aClientThatVanishesIsForgottenInTime() {
        Conversation gone = ready();
        Conversation other = ready();
        gone.client().abort();
        assertSuccessful(other.publish("/a", "1"));
        // A server that notices ends the hold at once; one that does not when its time is over.
        server.events().await(gone.clientId(), "closed", () -> server.advance(Duration.ofSeconds(5)));
        assertThat(server.events().of(gone.clientId(), "closed")).containsExactly("closed:EXPIRED");
        assertThat(server.bayeux().session(gone.clientId())).isEmpty();
    }

    @Test
    void aServerThatStopsReleasesTheHeldConnects() {
        Conversation client = conversation();
        String held = client.ready(server);
        server.stopCore();
        JsonObject reply = client.reply(held);
        assertSuccessful(reply);
        assertThat(reconnect(reply)).isEqualTo("retry");
    }
}
