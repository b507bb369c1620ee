package dev.halley.transport.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.testing.Eventually;
import dev.halley.testing.JettyHost;
import dev.halley.testing.RawWebSocket;
import dev.halley.transport.websocket.ScriptedGateway.ScriptedLink;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketHardeningTest {

    /** @return where it runs */
    JettyHost jetty() {
        return new JettyHost();
    }

    private static final int MEBIBYTE = 1 << 20;
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(30);

    private WebSocketFixture fixture;

    void start(Map<String, String> settings) throws Exception {
        fixture = new WebSocketFixture(jetty(), settings);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private static String publishOfLength(int length) {
        String envelope = "[{\"channel\":\"/a\",\"clientId\":\"c\",\"data\":\"\"}]";
        return envelope.replace("\"\"", '"' + "x".repeat(length - envelope.length()) + '"');
    }

    private void assertClosed(RawWebSocket socket, int code, String reason) {
        RawWebSocket.Frame close = socket.receiveClose();
        assertThat(close.closeCode()).isEqualTo(code);
        assertThat(close.closeReason()).isEqualTo(reason);
        ScriptedLink link = fixture.gateway.nextLink();
        assertThat(link.closeReason().webSocketCode()).isEqualTo(code);
        assertThat(link.hasNoRequests()).isTrue();
        assertOthersAreUndisturbed();
    }

    private void assertOthersAreUndisturbed() {
        try (RawWebSocket other = fixture.open()) {
            other.text("{\"channel\":\"/a\",\"clientId\":\"c\",\"data\":1}");
            assertThat(fixture.gateway.nextLink().nextRequests()).hasSize(1);
        }
    }

    @Test
    void aMebibyteIsAcceptedInOneFrame() throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            socket.text(publishOfLength(MEBIBYTE));
            assertThat(fixture.gateway.nextLink().nextRequests())
                    .singleElement()
                    .isInstanceOf(Request.Publish.class);
        }
    }

    @Test
    void aMebibyteIsAcceptedInManyFrames() throws Exception {
        start(Map.of());
        byte[] message = publishOfLength(MEBIBYTE).getBytes(UTF_8);
        try (RawWebSocket socket = fixture.open()) {
            int step = 1000;
            for (int from = 0; from < message.length; from += step) {
                int to = Math.min(from + step, message.length);
                socket.frame(
                        from == 0 ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION,
                        to == message.length,
                        java.util.Arrays.copyOfRange(message, from, to));
            }
            assertThat(fixture.gateway.nextLink().nextRequests())
                    .singleElement()
                    .isInstanceOf(Request.Publish.class);
        }
    }

    @Test
    void oneCharacterMoreThanAMebibyteIsTooLarge() throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            socket.text(publishOfLength(MEBIBYTE + 1));
            assertClosed(socket, 1009, "message too large");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ä", "€", "😀"})
    void theLimitCountsBytesOfUtf8InOneFrameAndInMany(String character) throws Exception {
        String message = publishOfLength(400).replace("x", character);
        byte[] bytes = message.getBytes(UTF_8);
        start(Map.of("maxMessageSize", Integer.toString(bytes.length)));
        try (RawWebSocket socket = fixture.open()) {
            ScriptedLink link = fixture.gateway.nextLink();
            socket.text(message);
            assertThat(link.nextRequests()).hasSize(1);
            socket.frame(RawWebSocket.TEXT, false, java.util.Arrays.copyOf(bytes, 200));
            socket.frame(RawWebSocket.CONTINUATION, true, java.util.Arrays.copyOfRange(bytes, 200, bytes.length));
            assertThat(link.nextRequests()).hasSize(1);
            socket.text(message + " ");
            assertThat(socket.receiveClose().closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void theLimitCountsTheWholeMessageNotOfAFrame() throws Exception {
        start(Map.of("maxMessageSize", "1000"));
        try (RawWebSocket socket = fixture.open()) {
            socket.text(publishOfLength(1000));
            assertThat(fixture.gateway.nextLink().nextRequests()).hasSize(1);

            byte[] message = publishOfLength(1001).getBytes(UTF_8);
            socket.frame(RawWebSocket.TEXT, false, java.util.Arrays.copyOf(message, 1000));
            socket.frame(RawWebSocket.CONTINUATION, true, new byte[] {message[1000]});
            assertThat(socket.receiveClose().closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void whatFollowsATooLargePartIsNotGathered() throws Exception {
        start(Map.of("maxMessageSize", "1000"));
        try (RawWebSocket socket = fixture.open()) {
            socket.frame(RawWebSocket.TEXT, false, "x".repeat(1001).getBytes(UTF_8));
            assertThat(socket.receiveClose().closeCode()).isEqualTo(1009);
            assertThat(fixture.gateway.nextLink().closeReason()).isEqualTo(CloseReason.TOO_LARGE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "null",
                "[1]",
                "1",
                "\"text\"",
                "[null]",
                "[{}",
                "{",
                "[{\"channel\":\"/a\",}]",
                "[{\"channel\":\"/a\",\"data\":01}]",
                "[{\"channel\":\"/a\",\"data\":\"\t\"}]",
                "[{\"channel\":\"/a\",\"data\":1}] x",
                "<script>dev.halley</script>"
            })
    void whatIsNotAListOfMessagesIsMalformed(String text) throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            socket.text(text);
            assertClosed(socket, 1007, "malformed message");
        }
    }

    @Test
    void dataNestedAsDeepAsAllowedIsRead() throws Exception {
        start(Map.of("maxDepth", "10"));
        try (RawWebSocket socket = fixture.open()) {
            socket.text("[{\"channel\":\"/a\",\"clientId\":\"c\",\"data\":" + "[".repeat(10) + "]".repeat(10) + "}]");
            assertThat(fixture.gateway.nextLink().nextRequests()).hasSize(1);
        }
    }

    @Test
    void dataNestedDeeperIsMalformed() throws Exception {
        start(Map.of("maxDepth", "10"));
        try (RawWebSocket socket = fixture.open()) {
            socket.text("[{\"channel\":\"/a\",\"clientId\":\"c\",\"data\":" + "[".repeat(11) + "]".repeat(11) + "}]");
            assertClosed(socket, 1007, "malformed message");
        }
    }

    @Test
    void aHundredThousandOpenBracketsAreMalformed() throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            socket.text("[".repeat(100_000));
            assertClosed(socket, 1007, "malformed message");
        }
    }

    @Test
    void aBatchMayBeAsLongAsAllowedAndNoLonger() throws Exception {
        start(Map.of("maxBatch", "3"));
        String message = "{\"channel\":\"/a\",\"clientId\":\"c\",\"data\":1}";
        try (RawWebSocket socket = fixture.open()) {
            socket.text("[" + message + "," + message + "," + message + "]");
            assertThat(fixture.gateway.nextLink().nextRequests()).hasSize(3);

            socket.text("[" + message + "," + message + "," + message + "," + message + "]");
            RawWebSocket.Frame close = socket.receiveClose();
            assertThat(close.closeCode()).isEqualTo(1009);
            assertThat(close.closeReason()).isEqualTo("message too large");
        }
    }

    @Test
    void binaryIsRefused() throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            socket.frame(RawWebSocket.BINARY, true, "[]".getBytes(UTF_8));
            assertClosed(socket, 1003, "only text is understood");
        }
    }

    @Test
    void textThatIsNotUtf8ClosesTheConnection() throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            socket.frame(RawWebSocket.TEXT, true, new byte[] {'[', '{', (byte) 0xC3, '(', '}', ']'});
            RawWebSocket.Frame close = socket.receiveClose();
            assertThat(close.closeCode()).isEqualTo(1007);
            assertThat(close.closeReason()).doesNotContain("halley").doesNotContain("Exception");
            assertThat(fixture.gateway.nextLink().closeReason()).isNotNull();
            socket.close(1007).awaitEnd();
            assertOthersAreUndisturbed();
        }
    }

    @Test
    void textThatEndsWithinACharacterClosesTheConnection() throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            socket.frame(RawWebSocket.TEXT, false, new byte[] {'['});
            socket.frame(RawWebSocket.CONTINUATION, true, new byte[] {(byte) 0xE2, (byte) 0x82});
            assertThat(socket.receiveClose().closeCode()).isEqualTo(1007);
            assertThat(fixture.gateway.nextLink().hasNoRequests()).isTrue();
        }
    }

    @Test
    void aFrameWithoutAMaskEndsTheConnection() throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            ScriptedLink link = fixture.gateway.nextLink();
            socket.unmasked(RawWebSocket.TEXT, true, "{\"channel\":\"/a\",\"data\":1}".getBytes(UTF_8));
            assertThat(link.closeReason()).isEqualTo(CloseReason.CONNECTION_LOST);
            assertThat(link.hasNoRequests()).isTrue();
        }
    }

    @Test
    void bytesThatAreNoFrameEndTheConnection() throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            ScriptedLink link = fixture.gateway.nextLink();
            socket.bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(10).getBytes(UTF_8));
            assertThat(link.closeReason()).isEqualTo(CloseReason.CONNECTION_LOST);
        }
    }

    @Test
    void nothingIsHandledAfterTheConnectionWasClosed() throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            socket.text("nonsense").text("{\"channel\":\"/a\",\"clientId\":\"c\",\"data\":1}");
            assertClosed(socket, 1007, "malformed message");
        }
    }

    @Test
    void aClientThatWasQuietForLongerThanItMayTakeToAnswerIsToldWhyItIsClosed() throws Exception {
        fixture = new WebSocketFixture(jetty(), Map.of(), WebSocketFixture.SHORT);
        try (RawWebSocket socket = fixture.open()) {
            ScriptedLink link = fixture.gateway.nextLink();
            long since = System.nanoTime();
            Eventually.met(
                    Duration.ofMinutes(1),
                    () -> System.nanoTime() - since
                            > WebSocketFixture.SHORT.multipliedBy(2).toNanos());
            link.connection.close(CloseReason.EXPIRED);
            RawWebSocket.Frame close = socket.receiveClose();
            assertThat(close.closeCode()).isEqualTo(1000);
            assertThat(close.closeReason()).isEqualTo("session expired");
        }
    }

    @Test
    void aClientThatDoesNotAnswerTheCloseFrameIsCutOff() throws Exception {
        fixture = new WebSocketFixture(jetty(), Map.of(), WebSocketFixture.SHORT);
        try (RawWebSocket socket = fixture.open()) {
            ScriptedLink link = fixture.gateway.nextLink();
            socket.text("{\"channel\":\"/a\",\"clientId\":\"c\",\"data\":1}");
            link.nextRequests();
            link.connection.close(CloseReason.EXPIRED);
            socket.awaitEnd();
            assertThat(link.closeReason()).isEqualTo(CloseReason.EXPIRED);
        }
    }

    @Test
    void aFrameThatIsNotReadInTimeEndsTheConnectionAndNoOther() throws Exception {
        fixture = new WebSocketFixture(jetty(), Map.of(), WebSocketFixture.SHORT);
        try (RawWebSocket slow = RawWebSocket.open(fixture.uri(), Map.of(), 4_096)) {
            ScriptedLink link = fixture.gateway.nextLink();
            CompletableFuture<Void> stuck = link.send("x".repeat(32 << 20));

            fixture.time.advance(SEND_TIMEOUT.minusMillis(1));
            assertThat(link.connection.isOpen()).isTrue();
            fixture.time.advance(Duration.ofMillis(1));

            assertThat(link.connection.isOpen()).isFalse();
            assertThatThrownBy(() -> stuck.get(60, TimeUnit.SECONDS)).isNotNull();
            assertThat(link.closeReason()).isEqualTo(CloseReason.CONNECTION_LOST);
            assertOthersAreUndisturbed();
            slow.awaitEnd();
        }
    }

    @Test
    void aFrameMayWaitForItsClientAsLongAsTheSettingSays() throws Exception {
        fixture = new WebSocketFixture(jetty(), Map.of("sendTimeout", "70000", "ws.sendTimeout", "1000"));
        try (RawWebSocket slow = RawWebSocket.open(fixture.uri(), Map.of(), 4_096)) {
            ScriptedLink link = fixture.gateway.nextLink();
            CompletableFuture<Void> stuck = link.send("x".repeat(32 << 20));

            fixture.time.advance(Duration.ofMillis(999));
            assertThat(link.connection.isOpen()).isTrue();
            fixture.time.advance(Duration.ofMillis(1));

            assertThatThrownBy(() -> stuck.get(60, TimeUnit.SECONDS)).isNotNull();
            assertThat(link.closeReason()).isEqualTo(CloseReason.CONNECTION_LOST);
            assertThat(fixture.events.failures()).singleElement().asString().contains("1000 ms", "sendTimeout");
            slow.awaitEnd();
        }
    }

    @Test
    void aClientThatReadsSlowlyButReadsIsKept() throws Exception {
        fixture = new WebSocketFixture(jetty(), Map.of(), WebSocketFixture.SHORT);
        try (RawWebSocket slow = RawWebSocket.open(fixture.uri(), Map.of(), 4_096)) {
            ScriptedLink link = fixture.gateway.nextLink();
            for (int i = 0; i < 3; i++) {
                CompletableFuture<Void> sent = link.send("x".repeat(16 << 20));
                fixture.time.advance(SEND_TIMEOUT.minusMillis(1));
                slow.receiveText();
                sent.get(60, TimeUnit.SECONDS);
            }
            fixture.time.advance(SEND_TIMEOUT.multipliedBy(10));
            assertThat(link.connection.isOpen()).isTrue();
            assertThat(fixture.time.waiting()).isZero();
        }
    }

    @Test
    void closingDoesNotWaitForAClientThatDoesNotRead() throws Exception {
        start(Map.of());
        try (RawWebSocket slow = RawWebSocket.open(fixture.uri(), Map.of(), 4_096)) {
            ScriptedLink link = fixture.gateway.nextLink();
            slow.text("{\"channel\":\"/a\",\"clientId\":\"c\",\"data\":1}");
            link.nextRequests();
            CompletableFuture<Void> stuck = link.send("x".repeat(32 << 20));

            link.connection.close(CloseReason.QUEUE_FULL);

            assertThat(link.connection.isOpen()).isFalse();
            assertThatThrownBy(() -> stuck.get(60, TimeUnit.SECONDS)).isNotNull();
            assertThat(link.closeReason()).isEqualTo(CloseReason.QUEUE_FULL);
        }
    }
}
