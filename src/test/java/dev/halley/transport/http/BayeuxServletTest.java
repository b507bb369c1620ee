package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.halley.api.BayeuxServer;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Reply;
import dev.halley.testing.JettyHost;
import dev.halley.testing.RawHttp;
import dev.halley.testing.RawHttp.Response;
import dev.halley.transport.http.ScriptedGateway.Call;
import jakarta.servlet.UnavailableException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BayeuxServletTest {

    private static final String MESSAGE = "{\"channel\":\"/a\",\"data\":1}";
    private static final String HANDSHAKE =
            "[{\"channel\":\"/meta/handshake\",\"version\":\"1.0\",\"supportedConnectionTypes\":[\"long-polling\"]}]";
    private static final String CONNECT = "[{\"channel\":\"/meta/connect\",\"clientId\":\"c\"}]";

    private static ServletFixture server;

    @BeforeAll
    static void start() {
        server = ServletFixture.with("maxMessageSize", "20000", "maxBatch", "5");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void succeed() {
        server.gateway.on(Call::succeed);
    }

    private static void assertPlain(Response response) {
        assertThat(response.header("Content-Type")).isEqualToIgnoringCase("text/plain;charset=UTF-8");
        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.body()).doesNotContain("<", "Exception", "java").endsWith(".\n".substring(1));
    }

    // What is answered

    @Test
    void anAnswerIsJsonThatNobodyStores() {
        Response response = server.post(MESSAGE);
        assertThat(response.header("Content-Type")).isEqualToIgnoringCase("application/json;charset=UTF-8");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.header("Content-Length")).isEqualTo(String.valueOf(response.bytes().length));
        assertThat(response.header("Set-Cookie")).isNull();
        server.gateway.next();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8_000, 9_000, 40_000, 3_000_000})
    void answersOfAnySizeArrive(int size) throws Exception {
        ChannelMessage event = Call.event(size);
        server.gateway.on(call -> call.send(event, event));
        Response response = server.post(MESSAGE);
        assertThat(response.body()).isEqualTo("[" + text(event) + "," + text(event) + "]");
        assertThat(response.header("Content-Length")).isNotNull();
        assertThat(server.gateway.next().completed.get(20, TimeUnit.SECONDS)).isNull();
    }

    private static String text(ChannelMessage event) {
        return Encoded.of(event).text();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9_000, 3_000_000})
    void aHeldRequestIsAnsweredLater(int size) throws Exception {
        server.gateway.on(call -> {});
        try (RawHttp http = server.connect()) {
            http.post("/cometd/connect", CONNECT);
            Call call = server.gateway.next();
            assertThat(call.connection.isOpen()).isTrue();
            ChannelMessage event = Call.event(size);
            call.send(event);
            assertThat(http.read().body()).isEqualTo("[" + text(event) + "]");
            assertThat(call.completed.get(20, TimeUnit.SECONDS)).isNull();
            assertThat(call.connection.isOpen()).isFalse();
            assertThat(call.closed).isNotDone();

            server.gateway.on(Call::succeed);
            assertThat(http.post("/cometd", MESSAGE).read().status()).isEqualTo(200);
            server.gateway.next();
        }
    }

    @Test
    void aSecondAnswerFails() throws Exception {
        server.gateway.on(call -> {
            call.succeed();
            call.connection.close(CloseReason.SUPERSEDED);
        });
        assertThat(server.post(MESSAGE).status()).isEqualTo(200);
        assertThat(server.gateway.next().completed.get(20, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void anAnswerAfterTheCloseFails() throws Exception {
        server.gateway.on(call -> {
            call.connection.close(CloseReason.SUPERSEDED);
            call.succeed();
        });
        assertThat(server.post(MESSAGE).status()).isEqualTo(500);
        assertThat(server.gateway.next().completed.get(20, TimeUnit.SECONDS)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"SUPERSEDED, 500", "SERVER_STOPPED, 503", "EXPIRED, 503", "INTERNAL_ERROR, 500", "POLICY, 403"})
    void aHeldRequestThatIsClosedGetsAStatus(CloseReason reason, int status) {
        server.gateway.on(call -> {});
        try (RawHttp http = server.connect()) {
            http.post("/cometd/connect", CONNECT);
            Call call = server.gateway.next();
            call.connection.close(reason);
            call.connection.close(reason);
            Response response = http.read();
            assertThat(response.status()).isEqualTo(status);
            assertPlain(response);
        }
    }

    @Test
    void whoWaitsForAClientThatIsGoneLearnsIt() throws Exception {
        server.gateway.on(call -> {});
        Call call;
        try (RawHttp http = server.connect()) {
            http.post("/cometd/connect", CONNECT);
            call = server.gateway.next();
            http.abort();
        }
        // The container may have noticed or not; a large answer cannot get out in any case.
        call.send(Call.event(8_000_000));
        assertThat(call.completed.get(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(call.connection.isOpen()).isFalse();
    }

    // The browser's cookie

    @Test
    void aSuccessfulHandshakeSetsTheCookie() {
        Response response = server.post(HANDSHAKE);
        Call call = server.gateway.next();
        assertThat(call.peer.browser()).matches("[0-9a-f]{32}");
        assertThat(response.header("Set-Cookie"))
                .isEqualTo("BAYEUX_BROWSER=" + call.peer.browser() + "; Path=/; HttpOnly; SameSite=Lax");
        assertThat(call.peer.browserRequired()).isTrue();
        assertThat(call.traits.multiplexed()).isFalse();
        assertThat(call.traits.mayHold()).isTrue();
    }

    @Test
    void aFailedHandshakeSetsNoCookie() {
        server.gateway.on(call -> call.send(Reply.failure(call.requests.get(0), BayeuxError.handshakeDenied())));
        assertThat(server.post(HANDSHAKE).header("Set-Cookie")).isNull();
        server.gateway.next();
    }

    @Test
    void aBrowserThatHasACookieKeepsIt() {
        Response response = server.post(HANDSHAKE, "Cookie: a=b; BAYEUX_BROWSER=01234abcz; c=d");
        assertThat(response.header("Set-Cookie")).isNull();
        assertThat(server.gateway.next().peer.browser()).isEqualTo("01234abcz");
    }

    @Test
    void aRequestWithoutHandshakeHasNoBrowserUnlessItTells() {
        server.post(MESSAGE);
        assertThat(server.gateway.next().peer.browser()).isNull();
        server.post(MESSAGE, "Cookie: BAYEUX_BROWSER=x");
        assertThat(server.gateway.next().peer.browser()).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource({"64, true", "65, false"})
    void aCookieOfAnotherMakeIsTakenIfItIsModest(int length, boolean taken) {
        String value = "x".repeat(length);
        server.post(MESSAGE, "Cookie: BAYEUX_BROWSER=" + value);
        assertThat(server.gateway.next().peer.browser()).isEqualTo(taken ? value : null);
    }

    @Test
    void aMalformedCookieIsReplaced() {
        Response response = server.post(HANDSHAKE, "Cookie: BAYEUX_BROWSER=<a>");
        Call call = server.gateway.next();
        assertThat(call.peer.browser()).matches("[0-9a-f]{32}");
        assertThat(response.header("Set-Cookie")).contains(call.peer.browser());
    }

    // The servlet itself

    @Test
    void theServletGivesTheServer() {
        assertThat(server.servlet.bayeux()).isSameAs(server.transport.context().bayeux());
        assertThatIllegalStateException().isThrownBy(() -> new BayeuxServlet().bayeux());
    }

    @Test
    void withoutAServerTheServletIsUnavailable() {
        try (JettyHost jetty = new JettyHost().servlet(new BayeuxServlet(), true, Map.of())) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(jetty::start)
                    .havingRootCause()
                    .isInstanceOf(UnavailableException.class)
                    .withMessageContaining("The Bayeux server was not started in this web application");
        }
    }

    @Test
    void aServerWithoutHttpTurnsEveryRequestAwayAndTheServletGivesTheServer() {
        BayeuxServlet servlet = new BayeuxServlet();
        try (JettyHost jetty = new JettyHost()
                .attribute(BayeuxServer.ATTRIBUTE, server.transport.context().bayeux())
                .servlet(servlet, true, Map.of())
                .start()) {
            try (RawHttp http = RawHttp.connect(jetty.port())) {
                for (String method : List.of("GET", "OPTIONS", "POST")) {
                    Response answer =
                            http.request(method, "/cometd", new byte[0]).read();
                    assertThat(answer.status()).isEqualTo(400);
                    assertThat(answer.body()).contains("this server takes no messages over HTTP");
                }
            }
            assertThat(servlet.bayeux()).isSameAs(server.transport.context().bayeux());
        }
    }
}
