package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import dev.halley.protocol.MessageReader;
import dev.halley.protocol.Reply;
import dev.halley.testing.RawHttp.Response;
import dev.halley.transport.http.ScriptedGateway.Call;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCommentedTest {

    private static final String MESSAGE = "{\"channel\":\"/a\",\"data\":1,\"clientId\":\"%s\"}";
    private static final String REPLY = "{\"channel\":\"/a\",\"successful\":true}";
    private static final String HANDSHAKE =
            "{\"channel\":\"/meta/handshake\",\"version\":\"1.0\",\"supportedConnectionTypes\":[\"long-polling\"]%s}";

    private final ServletFixture server = ServletFixture.with("JSONCommented", "true");

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRequestInACommentGetsSuchAResponse() {
        Response response = server.post(" /*[" + MESSAGE + "]*/ ");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualToIgnoringCase("text/json-comment-filtered;charset=UTF-8");
        assertThat(response.body()).isEqualTo("/*[" + REPLY + "]*/");
    }

    @Test
    void aPlainRequestGetsAPlainResponse() {
        assertThat(server.post("[" + MESSAGE + "]").body()).isEqualTo("[" + REPLY + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"ext\":{\"json-comment-filtered\":true}",
                ",\"json-comment-filtered\":true",
            })
    void aClientThatAskedInItsHandshakeGetsComments(String asking) {
        server.gateway.on(call -> handshake(call, "c1"));
        assertThat(server.post(HANDSHAKE.formatted(asking)).body())
                .startsWith("/*[")
                .endsWith("]*/");

        server.gateway.on(Call::succeed);
        assertThat(server.post(MESSAGE.formatted("c1")).body()).isEqualTo("/*[" + REPLY + "]*/");
        assertThat(server.post(MESSAGE.formatted("c2")).body()).isEqualTo("[" + REPLY + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"ext\":{\"json-comment-filtered\":false}", ",\"json-comment-filtered\":\"true\""})
    void aClientThatDidNotAskGetsNone(String asking) {
        server.gateway.on(call -> handshake(call, "c1"));
        assertThat(server.post(HANDSHAKE.formatted(asking)).body()).startsWith("[{");

        server.gateway.on(Call::succeed);
        assertThat(server.post(MESSAGE.formatted("c1")).body()).isEqualTo("[" + REPLY + "]");
    }

    @Test
    void itIsOffUnlessItIsSwitchedOn() {
        try (ServletFixture plain = ServletFixture.with()) {
            assertThat(plain.post("/*[" + MESSAGE + "]*/").status()).isEqualTo(400);
            plain.gateway.on(call -> handshake(call, "c1"));
            assertThat(plain.post(HANDSHAKE.formatted(",\"json-comment-filtered\":true"))
                            .body())
                    .startsWith("[{");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, false"})
    void theClientsRememberedAreBounded(int more, boolean remembered) {
        var clients = new CommentedClients();
        for (int i = 0; i < CommentedClients.MAX + more; i++) {
            clients.remember(reply("c" + i));
        }
        var texts = new RequestTexts(new MessageReader(10, 10), 10, true);
        var incoming = texts.ofBody(MESSAGE.formatted("c0").getBytes(StandardCharsets.UTF_8), ContentType.parse(null));
        assertThat(clients.wanted(incoming)).isEqualTo(remembered);
    }

    private static void handshake(Call call, String clientId) {
        call.send(Reply.success(call.requests.get(0)).with("clientId", RawJson.from(clientId)));
    }

    private static Reply reply(String clientId) {
        return new Reply("/meta/handshake", null, true, null, null, null, null, Map.of())
                .with("clientId", RawJson.from(clientId));
    }
}
