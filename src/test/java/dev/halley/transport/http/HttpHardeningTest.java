package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import dev.halley.testing.JettyHost;
import dev.halley.testing.RawHttp;
import dev.halley.testing.RawHttp.Response;
import dev.halley.testing.Soak;
import dev.halley.testing.TestServer;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What does no harm to a server that is reached over HTTP. */
class HttpHardeningTest extends HttpProtocolFixture {

    @Test
    void aHalfOpenPollDisturbsNobodyAndItsSessionEnds() {
        Client gone = subscribed("/chat");
        Client other = subscribed("/chat");
        held(gone, "3").abort();
        RawHttp held = held(other, "3");
        server.bayeux().createChannel("/chat").publish(null, "x".repeat(100_000));
        assertThat(held.read().status()).isEqualTo(200);
        server.events().await(gone.id(), "released", 1);
        assertThat(post("[" + other.message("/a", "4", ",\"data\":1") + "]", other.cookie())
                        .status())
                .isEqualTo(200);
        server.events().await(gone.id(), "closed", () -> server.advance(Duration.ofSeconds(1)));
        assertThat(server.events().of(gone.id(), "closed")).containsExactly("closed:EXPIRED");
    }

    @Test
    void manyFaultyRequestsOnOneConnectionDoNoHarm() {
        try (RawHttp http = server.connect()) {
            for (int i = 0; i < 200; i++) {
                assertThat(http.post("/cometd", "[{\"a\":" + "[".repeat(i))
                                .read()
                                .status())
                        .isEqualTo(400);
            }
            assertThat(http.post("/cometd", HANDSHAKE).read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"channel\":7}]",
                "[{\"channel\":{}}]",
                "[{\"channel\":\"/meta/handshake\",\"supportedConnectionTypes\":7}]",
                "[{\"channel\":\"/meta/handshake\",\"version\":[],\"supportedConnectionTypes\":[]}]",
                "[{\"channel\":\"/meta/handshake\",\"supportedConnectionTypes\":[1,null,{}]}]",
                "[{\"channel\":\"/meta/connect\",\"clientId\":7}]",
                "[{\"channel\":\"/meta/connect\",\"clientId\":\"x\",\"advice\":\"x\"}]",
                "[{\"channel\":\"/meta/subscribe\",\"clientId\":\"x\",\"subscription\":{}}]",
                "[{\"channel\":\"/meta/unknown\",\"clientId\":\"x\"}]",
                "[{\"channel\":\"\",\"data\":1}]",
                "[{\"channel\":\"/<script>\",\"data\":1}]",
                "[{}]",
            })
    void wrongTypesFailTheirMessageAlone(String body) {
        Response response = post(body, NOTHING);
        assertThat(response.status()).isEqualTo(200);
        JsonObject reply = RawJson.parse(response.body()).value().asJsonArray().getJsonObject(0);
        assertThat(reply.getBoolean("successful")).isFalse();
        assertThat(reply.getString("error")).matches("(301|40[0-9]):[^:]*:\\w+");
        assertThat(response.header("Set-Cookie")).isNull();
        assertThat(server.bayeux().sessions()).isEmpty();
    }

    // ---- threads ----

    @Test
    void heldPollsHoldNoThread() {
        server.close();
        server = TestServer.start(new JettyHost(6), (jetty, server, config) -> {});
        open.add(server);
        List<Client> clients = new ArrayList<>();
        List<RawHttp> polls = new ArrayList<>();
        for (int i = 0; i < Soak.choose(200, 1_000); i++) {
            Client client = connected();
            clients.add(client);
            polls.add(held(client, "3"));
        }
        assertThat(server.jetty().threads()).isLessThanOrEqualTo(6);
        assertThat(handshaken().id()).isNotEmpty();

        clients.forEach(
                client -> server.bayeux().session(client.id()).orElseThrow().deliver(null, "/x", 1));
        for (RawHttp poll : polls) {
            assertThat(poll.read().body()).startsWith("[{\"channel\":\"/x\",\"data\":1},");
        }
    }
}
