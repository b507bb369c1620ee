package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.testing.RawHttp;
import dev.halley.testing.RawHttp.Response;
import dev.halley.transport.http.ScriptedGateway.Call;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackPollingTest {

    private static final String MESSAGE = "{\"channel\":\"/a\",\"data\":1}";
    private static final String REPLY = "{\"channel\":\"/a\",\"successful\":true}";

    private static ServletFixture server;

    @BeforeAll
    static void start() {
        server = ServletFixture.with("long-polling.jsonp.maxMessageSize", "100");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void succeed() {
        server.gateway.on(Call::succeed);
    }

    @Test
    void theAnswerIsAScript() {
        Response response = server.get("/cometd?jsonp=cb&message=" + encode("[" + MESSAGE + "]"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualToIgnoringCase("text/javascript;charset=UTF-8");
        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.body()).isEqualTo("/**/cb([" + REPLY + "]);");
        assertThat(server.gateway.next().transport).isEqualTo("callback-polling");
    }

    @Test
    void severalMessagesAreOneRequest() {
        String message = encode(MESSAGE);
        Response response = server.get("/cometd/connect?message=" + message + "&jsonp=a.b-c_1&message=" + message);
        assertThat(response.body()).isEqualTo("/**/a.b-c_1([" + REPLY + "," + REPLY + "]);");
        assertThat(server.gateway.next().requests).hasSize(2);
    }

    @Test
    void aHeldRequestIsAnsweredLater() {
        server.gateway.on(call -> {});
        try (RawHttp http = server.connect()) {
            http.bare("GET", "/cometd?jsonp=cb&message=" + encode(MESSAGE));
            server.gateway.next().succeed();
            assertThat(http.read().body()).isEqualTo("/**/cb([" + REPLY + "]);");
        }
    }

    @Test
    void nothingInTheMessagesCanEndTheScript() {
        server.gateway.on(call -> call.send(ChannelMessage.of("/a", RawJson.from("\u2028\u2029</script>é"))));
        Response response = server.get("/cometd?jsonp=cb&message=" + encode(MESSAGE));
        assertThat(response.body())
                .isEqualTo("/**/cb([{\"channel\":\"/a\",\"data\":\"\\u2028\\u2029<\\/script>é\"}]);");
        server.gateway.next();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a(b",
                "a%3Balert(1)",
                "%3Cscript%3E",
                "a%0Ab",
                "a%20b",
                "a%2F*",
                "a%5Bb%5D",
                "%C3%A9",
                "a%00"
            })
    void otherNamesOfCallbacksGet400(String callback) {
        Response response = server.get("/cometd?jsonp=" + callback + "&message=" + encode(MESSAGE));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.header("Content-Type")).isEqualToIgnoringCase("text/plain;charset=UTF-8");
        assertThat(response.body())
                .isEqualTo(
                        "A callback's name consists of at most 64 letters, digits, dots, hyphens and underscores.\n");
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonp=a&jsonp=b", "jsonp=a&jsonp=a", "jsonp=a&message=%7B%7D&jsonp=", "json%70=a&jsonp=b"})
    void severalCallbacksAreRefused(String query) {
        Response response = server.get("/cometd?" + query + "&message=" + encode(MESSAGE));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("The request names more than one callback.\n");
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"64, 200", "65, 400"})
    void theLengthOfACallbacksNameIsBounded(int length, int status) {
        Response response = server.get("/cometd?jsonp=" + "c".repeat(length) + "&message=" + encode(MESSAGE));
        assertThat(response.status()).isEqualTo(status);
        if (status == 200) {
            server.gateway.next();
        }
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"100, 200", "101, 413"})
    void theSizeOfTheMessagesIsBounded(int size, int status) {
        String one = MESSAGE;
        String other = MESSAGE + " ".repeat(size - 2 * MESSAGE.length());
        Response response = server.get("/cometd?jsonp=cb&message=" + encode(one) + "&message=" + encode(other));
        assertThat(response.status()).isEqualTo(status);
        if (status == 200) {
            server.gateway.next();
        }
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&message", "&message=%", "&message=nonsense", "&message=%FF", "&message=[]"})
    void whatIsNoMessageGets400(String rest) {
        assertThat(server.get("/cometd?jsonp=cb" + rest).status()).isEqualTo(400);
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"cross-site, 403", "same-site, 403", "same-origin, 200", "none, 200"})
    void scriptsOfOtherSitesAreRefused(String site, int status) {
        Response response = server.get("/cometd?jsonp=cb&message=" + encode(MESSAGE), "Sec-Fetch-Site: " + site);
        assertThat(response.status()).isEqualTo(status);
        if (status == 200) {
            server.gateway.next();
        }
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://friend.example/page, cross-site, 200",
        "https://friend.example/,     ,           200",
        "http://localhost:5173/,      same-site,  200",
        "https://foe.example/page,    cross-site, 403",
        "https://foe.example/page,    ,           403",
        "http://app.example/page,     ,           200",
    })
    void aScriptsPageIsJudgedByItsReferer(String referer, String site, int status) {
        try (ServletFixture friendly =
                ServletFixture.with("allowedOrigins", "https://friend.example, http://localhost:*")) {
            String other = site == null ? "X: y" : "Sec-Fetch-Site: " + site;
            String target = "/cometd?jsonp=cb&message=" + encode(MESSAGE);
            Response response = friendly.get(target, "Host: app.example", "Referer: " + referer, other);
            assertThat(response.status()).isEqualTo(status);
            assertThat(friendly.gateway.gotNothing()).isEqualTo(status != 200);
        }
    }

    @Test
    void aScriptThatSendsItsOriginIsJudgedByIt() {
        try (ServletFixture friendly = ServletFixture.with("allowedOrigins", "https://friend.example")) {
            String target = "/cometd?jsonp=cb&message=" + encode(MESSAGE);
            Response response = friendly.get(target, "Origin: https://friend.example", "Sec-Fetch-Site: cross-site");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("https://friend.example");
            assertThat(friendly.get(target, "Origin: https://foe.example", "Sec-Fetch-Site: same-origin")
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void scriptsOfOtherSitesAreAllowedWhereAllAre() {
        try (ServletFixture open = ServletFixture.with("allowedOrigins", "*")) {
            Response response = open.get("/cometd?jsonp=cb&message=" + encode(MESSAGE), "Sec-Fetch-Site: cross-site");
            assertThat(response.status()).isEqualTo(200);
        }
    }

    @Test
    void theParameterCanHaveAnotherName() {
        try (ServletFixture other = ServletFixture.with("callbackParameter", "callback")) {
            String message = encode(MESSAGE);
            assertThat(other.get("/cometd?callback=f&message=" + message).body())
                    .startsWith("/**/f(");
            assertThat(other.get("/cometd?jsonp=f&message=" + message).status()).isEqualTo(400);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
