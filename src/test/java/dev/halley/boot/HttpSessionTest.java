package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.boot.app.LoginServlet;
import dev.halley.boot.app.MembersOnly;
import dev.halley.boot.app.WhoAmI;
import dev.halley.testing.Conversation;
import dev.halley.testing.WebSocketTestClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies and services see the HTTP session and the application's attributes, whatever the transport. */
class HttpSessionTest {

    @TempDir
    private Path root;

    private WebApp app;

    @BeforeEach
    void deploy() throws Exception {
        app = WebApp.deploy(new WebApp.Layout(root)
                .withCdi()
                .with(MembersOnly.class)
                .with(WhoAmI.class)
                .servlet(LoginServlet.class, "/login"));
    }

    @AfterEach
    void undeploy() {
        app.close();
    }

    /** @return the cookie of the HTTP session, such as {@code a=b} */
    private String login() throws Exception {
        URI address = app.address("http", "/login?name=ann");
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        return response.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
    }

    @Test
    void overHttp() throws Exception {
        assertThat(app.post(WebApp.HANDSHAKE, "").body()).contains("403:members_only:handshake_denied");
        String cookie = login();

        HttpResponse<String> answer = app.post(WebApp.HANDSHAKE, cookie);
        String id = answer.body().replaceAll(".*\"clientId\":\"([^\"]+)\".*", "$1");
        String browser = answer.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
        String call = "[{\"channel\":\"/service/who\",\"clientId\":\"" + id + "\",\"data\":null}]";

        assertThat(app.post(call, cookie + "; " + browser).body())
                .contains("\"ann of the chess club, with [] in /app, session true, address true\"");
    }

    @Test
    void overWebSocket() throws Exception {
        URI endpoint = app.address("ws", "/cometd");
        try (Conversation stranger = new Conversation(WebSocketTestClient.open(endpoint, Map.of()))) {
            assertThat(stranger.handshake().getString("error")).isEqualTo("403:members_only:handshake_denied");
        }
        Map<String, String> headers = Map.of("Cookie", login(), "X-Badge", "7");

        try (Conversation ann = new Conversation(WebSocketTestClient.open(endpoint, headers))) {
            assertThat(ann.handshake().getBoolean("successful")).isTrue();
            ann.send("/service/who", ",\"data\":null");
            assertThat(ann.event().getString("data"))
                    .isEqualTo("ann of the chess club, with [7] in /app, session true, address true");
        }
    }
}
