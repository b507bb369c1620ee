package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.testing.RawHttp;
import dev.halley.testing.RawHttp.Response;
import dev.halley.transport.http.ScriptedGateway.Call;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where asynchronous requests are not supported. */
class BlockingFallbackTest {

    private static final String MESSAGE = "{\"channel\":\"/a\",\"data\":1}";
    private static final String CONNECT = "[{\"channel\":\"/meta/connect\",\"clientId\":\"c\"}]";

    private final ServletFixture server = ServletFixture.blocking("maxBlockedPolls", "2", "maxMessageSize", "200");

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9_000, 3_000_000})
    void aHeldPollIsAnsweredLater(int size) throws Exception {
        server.gateway.on(call -> {});
        try (RawHttp http = server.connect()) {
            http.post("/cometd/connect", CONNECT);
            Call call = server.gateway.next();
            ChannelMessage event = Call.event(size);
            call.send(event);
            assertThat(http.read().body()).isEqualTo("[" + Encoded.of(event).text() + "]");
            assertThat(call.completed.get(20, TimeUnit.SECONDS)).isNull();

            http.post("/cometd/connect", CONNECT);
            server.gateway.next().connection.close(CloseReason.SUPERSEDED);
            assertThat(http.read().status()).isEqualTo(500);
        }
    }

    @Test
    void theNumberOfBlockedPollsIsBounded() {
        server.gateway.on(call -> {
            if (!call.traits.mayHold()) {
                call.succeed();
            }
        });
        try (RawHttp first = server.connect();
                RawHttp second = server.connect();
                RawHttp third = server.connect()) {
            first.post("/cometd", CONNECT);
            Call firstCall = server.gateway.next();
            second.post("/cometd", CONNECT);
            Call secondCall = server.gateway.next();
            third.post("/cometd", CONNECT);
            assertThat(third.read().status()).isEqualTo(200);
            server.gateway.next();
            assertThat(firstCall.traits.mayHold()).isTrue();
            assertThat(secondCall.traits.mayHold()).isTrue();

            firstCall.succeed();
            assertThat(first.read().status()).isEqualTo(200);
            third.post("/cometd", CONNECT);
            Call again = server.gateway.next();
            assertThat(again.traits.mayHold()).isTrue();
            again.succeed();
            secondCall.succeed();
            assertThat(third.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
        }
    }

    @Test
    void otherRequestsAreNotCounted() {
        server.gateway.on(call -> {});
        try (RawHttp first = server.connect();
                RawHttp second = server.connect()) {
            first.post("/cometd", CONNECT);
            Call firstCall = server.gateway.next();
            second.post("/cometd", CONNECT);
            Call secondCall = server.gateway.next();

            server.gateway.on(Call::succeed);
            assertThat(server.post(MESSAGE).status()).isEqualTo(200);
            assertThat(server.gateway.next().traits.mayHold()).isTrue();
            firstCall.succeed();
            secondCall.succeed();
            first.read();
            second.read();
        }
    }

    @ParameterizedTest
    @CsvSource({"200, 200", "201, 413"})
    void theSizeOfABodyIsBounded(int size, int status) {
        byte[] body = (MESSAGE + " ".repeat(size - MESSAGE.length())).getBytes(StandardCharsets.UTF_8);
        try (RawHttp http = server.connect()) {
            assertThat(http.request("POST", "/cometd", body).read().status()).isEqualTo(status);
        }
        try (RawHttp http = server.connect()) {
            http.write(RawHttp.head("POST", "/cometd", "Transfer-Encoding: chunked") + "\r\n");
            http.write(Integer.toHexString(size) + "\r\n").write(body).write("\r\n0\r\n\r\n");
            Response response = http.read();
            assertThat(response.status()).isEqualTo(status);
        }
    }
}
