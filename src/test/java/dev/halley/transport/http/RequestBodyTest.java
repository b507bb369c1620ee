package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import dev.halley.protocol.Request;
import dev.halley.testing.RawHttp;
import dev.halley.testing.RawHttp.Response;
import dev.halley.transport.http.ScriptedGateway.Call;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {

    private static final String MESSAGE = "{\"channel\":\"/a\",\"data\":1}";
    private static final String REPLY = "{\"channel\":\"/a\",\"successful\":true}";

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

    // What comes

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/handshake", "/connect", "/disconnect", "/x/y"})
    void everyPathBelowTheServletIsTheSame(String path) {
        try (RawHttp http = server.connect()) {
            Response response = http.post("/cometd" + path, "[" + MESSAGE + "]").read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("[" + REPLY + "]");
        }
        assertThat(server.gateway.next().transport).isEqualTo("long-polling");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/json",
                "Content-Type: text/json;charset=UTF-8",
                "Content-Type: text/plain",
                "Content-Type: nonsense",
                "Content-Type: application/x-www-form-urlencoded",
                "X-None: 1"
            })
    void jsonIsReadUnderAnyContentType(String header) {
        try (RawHttp http = server.connect()) {
            byte[] body = ("[" + MESSAGE + "]").getBytes(StandardCharsets.UTF_8);
            assertThat(http.request("POST", "/cometd", body, header).read().status())
                    .isEqualTo(200);
        }
        assertThat(server.gateway.next().requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain;charset=UTF-8", "application/x-www-form-urlencoded"})
    void aByteOrderMarkMayStandBeforeTheJson(String type) {
        try (RawHttp http = server.connect()) {
            byte[] body = ("\uFEFF[" + MESSAGE + "]").getBytes(StandardCharsets.UTF_8);
            assertThat(http.request("POST", "/cometd", body, "Content-Type: " + type)
                            .read()
                            .status())
                    .isEqualTo(200);
        }
        assertThat(server.gateway.next().requests).hasSize(1);
    }

    @Test
    void aByteOrderMarkMayStandBeforeTheMessageOfAForm() {
        try (RawHttp http = server.connect()) {
            byte[] body = "message=%EF%BB%BF{\"channel\":\"/a\",\"data\":1}".getBytes(StandardCharsets.UTF_8);
            assertThat(http.request("POST", "/cometd", body, "Content-Type: application/x-www-form-urlencoded")
                            .read()
                            .status())
                    .isEqualTo(200);
        }
        assertThat(server.gateway.next().requests).hasSize(1);
    }

    @Test
    void aBareMessageIsAnsweredWithAnArray() {
        assertThat(server.post(MESSAGE).body()).isEqualTo("[" + REPLY + "]");
        server.gateway.next();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1", "UTF-16", "windows-1252"})
    void theCharsetIsHonoured(String charset) {
        byte[] body = "[{\"channel\":\"/a\",\"data\":\"é\"}]".getBytes(Charset.forName(charset));
        try (RawHttp http = server.connect()) {
            http.request("POST", "/cometd", body, "Content-Type: application/json; charset=" + charset)
                    .read();
        }
        assertThat(server.gateway.next().requests).singleElement().satisfies(request -> assertThat(
                        ((Request.Publish) request).data())
                .isEqualTo(RawJson.from("é")));
    }

    @Test
    void aFormsMessagesAreOneRequest() {
        String form = "message=%5B" + "{\"channel\":\"/a\",\"data\":\"%C3%A9+%26\"}" + "%5D&other=x&message="
                + "{\"channel\":\"/b\",\"data\":2}";
        try (RawHttp http = server.connect()) {
            Response response = http.request(
                            "POST",
                            "/cometd",
                            form.getBytes(StandardCharsets.UTF_8),
                            "Content-Type: application/x-www-form-urlencoded")
                    .read();
            assertThat(response.body())
                    .isEqualTo("[{\"channel\":\"/a\",\"successful\":true},{\"channel\":\"/b\",\"successful\":true}]");
        }
        Call call = server.gateway.next();
        assertThat(call.requests).hasSize(2);
        assertThat(((Request.Publish) call.requests.get(0)).data()).isEqualTo(RawJson.from("é &"));
    }

    @Test
    void aChunkedBodyIsRead() {
        try (RawHttp http = server.connect()) {
            http.write(RawHttp.head("POST", "/cometd", "Transfer-Encoding: chunked") + "\r\n");
            for (String part : List.of("[", MESSAGE, "]")) {
                http.write(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
            }
            assertThat(http.write("0\r\n\r\n").read().body()).isEqualTo("[" + REPLY + "]");
        }
        server.gateway.next();
    }

    @Test
    void aSlowBodyIsHandledOnAWorkerAndTheConnectionGoesOn() {
        try (RawHttp http = server.connect()) {
            String body = "[" + MESSAGE + "]";
            http.write(RawHttp.head("POST", "/cometd", "Content-Length: " + body.length()) + "\r\n");
            for (char c : body.toCharArray()) {
                http.write(String.valueOf(c));
            }
            assertThat(http.read().body()).isEqualTo("[" + REPLY + "]");
            assertThat(http.post("/cometd", body).read().body()).isEqualTo("[" + REPLY + "]");
        }
        server.gateway.next();
        server.gateway.next();
    }

    @Test
    void aBodyThatDoesNotComeInTimeIsGivenUp() {
        long before = server.timer.scheduled();
        try (RawHttp http = server.connect()) {
            http.write(RawHttp.head("POST", "/cometd", "Content-Length: 10", "Expect: 100-continue") + "\r\n");
            http.write("[");
            server.timer.awaitScheduled(before + 1);
            server.timer.advance(BodyReader.TIME.minusNanos(1));
            assertThat(server.timer.waiting()).isEqualTo(1);
            server.timer.advance(Duration.ofNanos(1));
            Response response = http.read();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.body()).isEqualTo("The request did not come in time.\n");
            assertThat(http.isClosedByServer()).isTrue();
        }
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    @Test
    void aClientThatGoesAwayInItsBodyDisturbsNobody() {
        long before = server.timer.scheduled();
        try (RawHttp http = server.connect()) {
            http.write(RawHttp.head("POST", "/cometd", "Content-Length: 100") + "\r\n[");
            server.timer.awaitScheduled(before + 1);
            http.abort();
        }
        assertThat(server.post(MESSAGE).status()).isEqualTo(200);
        server.gateway.next();
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    // What is refused

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                | The request has no message.",
                "[]                | There is no message",
                "null              | A message must be a JSON object",
                "[1]               | A message must be a JSON object",
                "[[]]              | A message must be a JSON object",
                "\"x\"             | A message must be a JSON object",
                "nonsense          | ",
                "[{}               | ",
                "[{},]             | ",
                "[{\"a\":01}]      | ",
                "/*[{}]*/          | ",
            })
    void whatIsNotMessagesGets400(String body, String reason) {
        Response response = server.post(body);
        assertThat(response.status()).isEqualTo(400);
        assertPlain(response);
        assertThat(response.body()).contains(reason == null ? "" : reason);
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    @Test
    void invalidUtf8Gets400() {
        try (RawHttp http = server.connect()) {
            byte[] body = {'[', '{', '"', (byte) 0xC3, '"', ':', '1', '}', ']'};
            Response response = http.request("POST", "/cometd", body).read();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).isEqualTo("The request is not valid text in its charset.\n");
        }
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"klingon", "<script>"})
    void anUnknownCharsetGets415(String charset) {
        try (RawHttp http = server.connect()) {
            Response response = http.request("POST", "/cometd", new byte[2], "Content-Type: a/b;charset=" + charset)
                    .read();
            assertThat(response.status()).isEqualTo(415);
            assertPlain(response);
        }
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"20000, 200", "20001, 413"})
    void theSizeOfABodyIsBounded(int size, int status) {
        byte[] body = bodyOf(size);
        try (RawHttp http = server.connect()) {
            assertThat(http.request("POST", "/cometd", body).read().status()).isEqualTo(status);
        }
        try (RawHttp http = server.connect()) {
            http.write(RawHttp.head("POST", "/cometd", "Transfer-Encoding: chunked") + "\r\n");
            http.write(Integer.toHexString(size) + "\r\n").write(body).write("\r\n0\r\n\r\n");
            Response response = http.read();
            assertThat(response.status()).isEqualTo(status);
            if (status == 413) {
                assertThat(response.body()).isEqualTo("The request is larger than 20000 bytes.\n");
            }
        }
        if (status == 200) {
            server.gateway.next();
            server.gateway.next();
        }
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    private static byte[] bodyOf(int size) {
        return (" ".repeat(size - MESSAGE.length()) + MESSAGE).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theNumberOfMessagesIsBounded() {
        assertThat(server.post(batchOf(5)).status()).isEqualTo(200);
        Response response = server.post(batchOf(6));
        assertThat(response.status()).isEqualTo(413);
        assertThat(response.body()).isEqualTo("One request may hold at most 5 messages.\n");
        server.gateway.next();
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"2, 200", "3, 413"})
    void theNumberOfMessagesOfAFormIsBoundedTogether(int second, int status) {
        String form = "message=" + batchOf(3) + "&message=" + batchOf(second);
        try (RawHttp http = server.connect()) {
            Response response = http.request(
                            "POST",
                            "/cometd",
                            form.getBytes(StandardCharsets.UTF_8),
                            "Content-Type: application/x-www-form-urlencoded")
                    .read();
            assertThat(response.status()).isEqualTo(status);
        }
        if (status == 200) {
            server.gateway.next();
        }
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    private static String batchOf(int count) {
        return "[" + String.join(",", Collections.nCopies(count, MESSAGE)) + "]";
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "NONSENSE", "GET"})
    void otherMethodsGet400(String method) {
        try (RawHttp http = server.connect()) {
            Response response = http.bare(method, "/cometd?x=<script>").read();
            assertThat(response.status()).isEqualTo(400);
            assertPlain(response);
            assertThat(response.body()).startsWith("Unknown Bayeux Transport");
        }
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    @Test
    void aTransportThatIsNotAllowedGets400() {
        server.gateway.transports = List.of("websocket");
        try {
            assertThat(server.post(MESSAGE).status()).isEqualTo(400);
            assertThat(server.get("/cometd?jsonp=f&message=" + "%7B%7D").status())
                    .isEqualTo(400);
        } finally {
            server.gateway.transports = List.of("long-polling", "callback-polling");
        }
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    @Test
    void aServerThatStopsGets503() {
        server.gateway.open = false;
        try {
            Response response = server.post(MESSAGE);
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.header("Retry-After")).isEqualTo("5");
            assertPlain(response);
        } finally {
            server.gateway.open = true;
        }
        assertThat(server.gateway.gotNothing()).isTrue();
    }

    @Test
    void aFailureOfTheCoreGets500WithoutItsReason() {
        var failure = new IllegalStateException("secret");
        server.gateway.on(call -> {
            throw failure;
        });
        Response response = server.post(MESSAGE);
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.body()).isEqualTo("The server failed to handle the request.\n");
        assertThat(server.failures).contains(failure);
        server.gateway.next();
    }

    private static void assertPlain(Response response) {
        assertThat(response.header("Content-Type")).isEqualToIgnoringCase("text/plain;charset=UTF-8");
        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.body()).doesNotContain("<", "Exception", "java").endsWith(".\n".substring(1));
    }
}
