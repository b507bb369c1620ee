package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.RawHttp;
import dev.halley.testing.RawHttp.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What clients, and proxies before them, see over HTTP of a server that drains. */
class DrainOverHttpTest extends HttpProtocolFixture {

    private static final String TURNED_AWAY = """
            [{"channel":"/meta/handshake","id":"1","successful":false,"error":"503::server_draining",\
            "advice":{"reconnect":"handshake","interval":0},\
            "supportedConnectionTypes":["websocket","streaming","long-polling","callback-polling"]}]""";

    @Test
    void aHandshakeIsTurnedAwayByItsStatusAndByItsReply() {
        server.bayeux().drain();
        Response response = post(HANDSHAKE, NOTHING);
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.header("Retry-After")).isEqualTo("5");
        assertThat(response.header("Content-Type")).isEqualToIgnoringCase("application/json;charset=UTF-8");
        assertThat(response.header("Set-Cookie")).isNull();
        assertThat(response.body()).isEqualTo(TURNED_AWAY);
    }

    @Test
    void overCallbackPollingByItsReplyAloneSinceAScriptWithThatStatusIsNotRun() {
        server.bayeux().drain();
        try (RawHttp http = server.connect()) {
            String message = URLEncoder.encode(HANDSHAKE, StandardCharsets.UTF_8);
            http.bare("GET", "/cometd?jsonp=cb&message=" + message);
            Response response = http.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("/**/cb(" + TURNED_AWAY + ");");
        }
    }

    @Test
    void aHeldPollIsAnsweredWithStatus200AndWhatItsClientSendsIsServed() {
        Client client = connected();
        RawHttp poll = held(client, "9");
        server.bayeux().drain();
        Response response = poll.read();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("""
                [{"channel":"/meta/connect","id":"9","successful":false,"error":"503::server_draining",\
                "advice":{"reconnect":"handshake","interval":0}}]""");
        assertThat(post("[" + client.message("/a", "10", ",\"data\":1") + "]", client.cookie())
                        .body())
                .isEqualTo("[{\"channel\":\"/a\",\"id\":\"10\",\"successful\":true}]");
    }
}
