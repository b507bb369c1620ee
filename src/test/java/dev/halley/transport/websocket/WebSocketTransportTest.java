package dev.halley.transport.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxContext;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.Link;
import dev.halley.testing.JettyHost;
import dev.halley.testing.RawWebSocket;
import dev.halley.transport.websocket.ScriptedGateway.ScriptedLink;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.Session;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WebSocketTransportTest {

    /** @return where it runs */
    JettyHost jetty() {
        return new JettyHost();
    }

    /** @return whether the session of Jakarta's API is open; empty where there is none */
    Optional<Boolean> jakartasSession() {
        return Optional.of(true);
    }

    private static final String CONNECT = "{\"channel\":\"/meta/connect\",\"clientId\":\"c\",\"id\":\"1\"}";

    WebSocketFixture fixture;

    void start(Map<String, String> settings) throws Exception {
        fixture = new WebSocketFixture(jetty(), settings);
    }

    @AfterEach
    void stop() throws Exception {
        if (fixture != null) {
            fixture.close();
        }
    }

    @Test
    void aTextIsHandedToTheCoreAsRequests() throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            socket.text("[" + CONNECT + "]");

            ScriptedLink link = fixture.gateway.nextLink();
            assertThat(link.transport).isEqualTo("websocket");
            assertThat(link.kind).isEqualTo(Link.Kind.DUPLEX);
            assertThat(link.traits.multiplexed()).isTrue();
            assertThat(link.nextRequests()).singleElement().isInstanceOf(Request.Connect.class);
        }
    }

    @Test
    void aTextMayComeInFramesCutWithinCharactersAndWithPingsBetween() throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            byte[] message = "[{\"channel\":\"/a\",\"clientId\":\"c\",\"data\":\"äß€😀\"}]".getBytes(UTF_8);
            for (int i = 0; i < message.length; i++) {
                boolean last = i == message.length - 1;
                socket.frame(i == 0 ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION, last, new byte[] {message[i]});
                if (i == 3) {
                    socket.frame(RawWebSocket.PING, true, "still there?".getBytes(UTF_8));
                }
            }

            Request.Publish publish =
                    (Request.Publish) fixture.gateway.nextLink().nextRequests().get(0);
            assertThat(publish.data()).hasToString("\"äß€😀\"");
            assertThat(socket.receive().text()).isEqualTo("still there?");
        }
    }

    @Test
    void aSentBatchIsOneTextFrame() throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            ScriptedLink link = fixture.gateway.nextLink();

            link.send("one").get(20, TimeUnit.SECONDS);
            link.send("two").get(20, TimeUnit.SECONDS);

            assertThat(socket.receiveText()).isEqualTo("[{\"channel\":\"/test\",\"data\":\"one\"}]");
            assertThat(socket.receiveText()).isEqualTo("[{\"channel\":\"/test\",\"data\":\"two\"}]");
        }
    }

    @Test
    void aBatchOfAMebibyteIsSentAndTheNextOneBeforeItIsGoneIsRefused() throws Exception {
        start(Map.of());
        try (RawWebSocket socket = RawWebSocket.open(fixture.uri(), Map.of(), 4_096)) {
            ScriptedLink link = fixture.gateway.nextLink();
            String large = "x".repeat(32 << 20);

            CompletableFuture<Void> first = link.send(large);
            CompletableFuture<Void> second = link.send("second");

            assertThatThrownBy(() -> second.get(20, TimeUnit.SECONDS))
                    .hasMessageContaining("The frame before this one has not been sent yet.");
            assertThat(socket.receiveText())
                    .hasSize("[{\"channel\":\"/test\",\"data\":\"\"}]".length() + large.length());
            first.get(20, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void aCloseReasonHasItsCodeAndText(CloseReason reason) throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            ScriptedLink link = fixture.gateway.nextLink();

            link.connection.close(reason);

            RawWebSocket.Frame close = socket.receiveClose();
            int code = reason == CloseReason.CONNECTION_LOST ? 1001 : reason.webSocketCode();
            assertThat(close.closeCode()).isEqualTo(code);
            assertThat(close.closeReason()).isEqualTo(reason.text());
            socket.close(code);
            socket.awaitEnd();
            assertThat(link.closeReason()).isEqualTo(reason);
            assertThat(link.connection.isOpen()).isFalse();
        }
    }

    @Test
    void onlyTheFirstCloseCounts() throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            ScriptedLink link = fixture.gateway.nextLink();

            link.connection.close(CloseReason.EXPIRED);
            link.connection.close(CloseReason.POLICY);

            assertThat(socket.receiveClose().closeReason()).isEqualTo(CloseReason.EXPIRED.text());
            assertThatThrownBy(() -> link.send("late").get(20, TimeUnit.SECONDS))
                    .hasMessageContaining("Closed");
        }
    }

    @Test
    void theCoreLearnsThatAClientSaidGoodbye() throws Exception {
        start(Map.of());
        try (RawWebSocket socket = fixture.open()) {
            ScriptedLink link = fixture.gateway.nextLink();

            socket.close(1000);

            assertThat(socket.receiveClose().closeCode()).isEqualTo(1000);
            assertThat(link.closeReason()).isEqualTo(CloseReason.CONNECTION_LOST);
            assertThat(link.connection.isOpen()).isFalse();
            socket.awaitEnd();
        }
    }

    @Test
    void theCoreLearnsThatAClientIsGoneWithoutAWord() throws Exception {
        start(Map.of());
        RawWebSocket socket = fixture.open();
        ScriptedLink link = fixture.gateway.nextLink();

        socket.abort();

        assertThat(link.closeReason()).isEqualTo(CloseReason.CONNECTION_LOST);
        assertThat(link.connection.isOpen()).isFalse();
        assertThatThrownBy(() -> link.send("late").get(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(fixture.events.failures()).isEmpty();
    }

    @Test
    void aConnectionIsTurnedAwayWhenTheServerHasStopped() throws Exception {
        start(Map.of());
        fixture.gateway.stop();
        try (RawWebSocket socket = fixture.open()) {
            assertThat(socket.receiveClose().closeCode()).isEqualTo(1001);
            assertThat(fixture.gateway.hasNoLink()).isTrue();
        }
    }

    @Test
    void anExceptionInTheCoreClosesWithAFixedReasonAndIsReported() throws Exception {
        start(Map.of());
        fixture.gateway.onReceive((link, requests) -> {
            throw new IllegalStateException("secret of dev.halley");
        });
        try (RawWebSocket socket = fixture.open()) {
            socket.text("[" + CONNECT + "]");

            RawWebSocket.Frame close = socket.receiveClose();
            assertThat(close.closeCode()).isEqualTo(1011);
            assertThat(close.closeReason()).isEqualTo("internal error");
            assertThat(fixture.gateway.nextLink().closeReason()).isEqualTo(CloseReason.INTERNAL_ERROR);
            assertThat(fixture.events.failures())
                    .singleElement()
                    .hasToString("java.lang.IllegalStateException: secret of dev.halley");
        }
    }

    @Test
    void theContextTellsOfTheUpgradeRequestAsLongAsTheConnectionLives() throws Exception {
        start(Map.of());
        URI uri = URI.create(fixture.uri() + "?room=a%20b&empty=");
        Map<String, String> headers = Map.of(
                "X-Seen", "yes",
                "Cookie", "a=1; BAYEUX_BROWSER=\"b1\"; c=3",
                "Accept-Language", "de-AT, en;q=0.8",
                "User-Agent", "raw");
        try (RawWebSocket socket = RawWebSocket.open(uri, headers)) {
            ScriptedLink link = fixture.gateway.nextLink();
            socket.text(CONNECT);
            link.nextRequests();

            BayeuxContext context = link.peer.context();
            assertThat(link.peer.browser()).isEqualTo("b1");
            assertThat(context.transport()).isEqualTo("websocket");
            assertThat(context.header("x-seen")).contains("yes");
            assertThat(context.headers("X-See")).isEmpty();
            assertThat(context.cookie("c")).contains("3");
            assertThat(context.cookie("d")).isEmpty();
            assertThat(context.parameter("room")).contains("a b");
            assertThat(context.parameter("empty")).contains("");
            assertThat(context.parameter("none")).isEmpty();
            assertThat(context.locales()).containsExactly(Locale.forLanguageTag("de-AT"), Locale.ENGLISH);
            assertThat(context.contextPath()).isEqualTo("/app");
            assertThat(context.url()).isEqualTo(fixture.uri().toString().replace("ws:", "http:"));
            assertThat(context.protocol()).isEqualTo("HTTP/1.1");
            assertThat(context.isSecure()).isFalse();
            assertThat(context.principal()).isEmpty();
            assertThat(context.remoteAddress().orElseThrow().getAddress().isLoopbackAddress())
                    .isTrue();
            assertThat(context.localAddress().orElseThrow().getPort()).isEqualTo(uri.getPort());
            assertThat(context.unwrap(Session.class).map(Session::isOpen)).isEqualTo(jakartasSession());
            assertThat(context.unwrap(ServletContext.class)).isPresent();
            assertThat(context.unwrap(HttpSession.class)).isEmpty();
        }
    }

    @Test
    void compressionIsNotOfferedUnlessItIsSwitchedOn() throws Exception {
        start(Map.of());
        Map<String, String> headers = Map.of("Sec-WebSocket-Extensions", "permessage-deflate");
        try (RawWebSocket socket = fixture.open(headers)) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.header("Sec-WebSocket-Extensions")).isEmpty();
        }
    }

    @Test
    void compressionIsOfferedWhenItIsSwitchedOn() throws Exception {
        start(Map.of("ws.enableExtension.permessage-deflate", "true"));
        Map<String, String> headers = Map.of("Sec-WebSocket-Extensions", "permessage-deflate");
        try (RawWebSocket socket = fixture.open(headers)) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.header("Sec-WebSocket-Extensions")).startsWith("permessage-deflate");
        }
    }

    @Test
    void compressedMessagesComeAndGo() throws Exception {
        start(Map.of("ws.enableExtension.permessage-deflate", "true"));
        Map<String, String> headers = Map.of("Sec-WebSocket-Extensions", "permessage-deflate");
        try (RawWebSocket socket = fixture.open(headers)) {
            ScriptedLink link = fixture.gateway.nextLink();
            String data = "äß€😀".repeat(20_000);
            // The first reserved bit says that it is compressed.
            socket.frame(
                    0x40 | RawWebSocket.TEXT,
                    true,
                    deflated("[{\"channel\":\"/a\",\"clientId\":\"c\",\"data\":\"" + data + "\"}]"));

            Request.Publish publish = (Request.Publish) link.nextRequests().get(0);
            assertThat(publish.data()).hasToString('"' + data + '"');

            link.send(data).get(20, TimeUnit.SECONDS);

            var received = new ByteArrayOutputStream();
            RawWebSocket.Frame frame;
            do {
                frame = socket.receive();
                received.writeBytes(frame.payload());
            } while (!frame.last());
            assertThat(received.size()).isLessThan(data.length());
            assertThat(inflated(received.toByteArray()))
                    .isEqualTo("[{\"channel\":\"/test\",\"data\":\"" + data + "\"}]");
        }
    }

    /** As RFC 7692, section 7.2.1 has it: without the empty block at the end. */
    private static byte[] deflated(String text) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(text.getBytes(UTF_8));
        byte[] buffer = new byte[1 << 20];
        int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(buffer, length - 4);
    }

    private static String inflated(byte[] payload) throws Exception {
        Inflater inflater = new Inflater(true);
        inflater.setInput(payload);
        byte[] buffer = new byte[1 << 20];
        int length = inflater.inflate(buffer);
        inflater.end();
        return new String(buffer, 0, length, UTF_8);
    }

    @Test
    void aSubprotocolThatIsDemandedMustBeOffered() throws Exception {
        start(Map.of("ws.protocol", "bayeux"));
        try (RawWebSocket without = fixture.open();
                RawWebSocket other = fixture.open(Map.of("Sec-WebSocket-Protocol", "soap"));
                RawWebSocket with = fixture.open(Map.of("Sec-WebSocket-Protocol", "soap, bayeux"))) {
            assertThat(List.of(without.status(), other.status())).containsOnly(403);
            assertThat(with.status()).isEqualTo(101);
            assertThat(with.header("Sec-WebSocket-Protocol")).isEqualTo("bayeux");
        }
    }
}
