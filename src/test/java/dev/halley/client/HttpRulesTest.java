package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client makes of HTTP: redirects, errors, cookies, headers, large responses. */
class HttpRulesTest {

    private static final String HANDSHAKE = """
            [{"channel":"/meta/handshake","id":"1","successful":true,"clientId":"one",\
            "supportedConnectionTypes":["long-polling"]}]""";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Inbox<String> requests = new Inbox<>();
    private final Inbox<Throwable> failures = new Inbox<>();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    /** Answers one request after the other with these, each on a connection of its own; then no more. */
    private void answer(String... responses) {
        threads.execute(() -> {
            for (String response : responses) {
                try (ScriptedWire wire = new ScriptedWire(server.accept())) {
                    wire.read();
                    requests.accept(wire.head());
                    wire.write(response);
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private static String ok(String body, String... headers) {
        return "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n"
                + String.join(
                        "",
                        List.of(headers).stream().map(header -> header + "\r\n").toList()) + "\r\n" + body;
    }

    private BayeuxClientBuilder builder() {
        return BayeuxClient.builder(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/cometd"))
                .transports(TransportType.LONG_POLLING)
                .listener(new ClientListener() {
                    @Override
                    public void failed(Throwable cause) {
                        failures.accept(cause);
                    }
                });
    }

    private static void await(CompletableFuture<?> future) throws Exception {
        future.get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void redirectIsRefusedWithASentence() throws Exception {
        answer("HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/\r\nContent-Length: 0\r\n\r\n");
        BayeuxClient client = builder().build();
        client.connect();
        assertThat(failures.next()).hasMessageContaining("redirects").hasMessageContaining("http://elsewhere.example/");
        assertThat(client.lastFailure().orElseThrow()).hasMessageContaining("redirects");
        client.abort();
    }

    @ParameterizedTest
    @CsvSource({
        "ws://host:1/c?a=b, http://host:1/c?a=b",
        "wss://host/c, https://host/c",
        "HTTP://host/c, http://host/c",
        "https://host/c, https://host/c"
    })
    void urlOfTheWebSocketNamesTheSameServer(String given, String used) {
        assertThat(BayeuxClient.builder(given).build().url()).hasToString(used);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host/c", "/c", "ws:host", "wsx://host/c"})
    void urlOfAnotherSchemeIsRefused(String url) {
        assertThatThrownBy(() -> BayeuxClient.builder(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The URL must be like https://host/cometd, not " + url + ".");
    }

    @Test
    void httpClientThatFollowsRedirectsIsRefused() {
        HttpClient following = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        assertThatThrownBy(() -> builder().httpClient(following)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void errorStatusEmptyAndMalformedResponsesAreFailures() throws Exception {
        answer("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", ok(""), ok("[{]"), ok("[1]"));
        BayeuxClient client = builder()
                .backOff(BackOff.of(Duration.ofMillis(1), Duration.ofMillis(1)))
                .build();
        client.connect();
        assertThat(failures.next()).hasMessageContaining("503");
        assertThat(failures.next()).hasMessageContaining("empty");
        assertThat(failures.next()).hasMessageContaining("not Bayeux");
        assertThat(failures.next()).hasMessageContaining("not Bayeux");
        client.abort();
    }

    @Test
    void cookiesAreKeptPerClient() throws Exception {
        // The first client connects again only after its end.
        String connect = "[{\"channel\":\"/meta/connect\",\"id\":\"2\",\"successful\":true,"
                + "\"advice\":{\"reconnect\":\"retry\",\"interval\":3600000}}]";
        answer(
                ok(HANDSHAKE, "Set-Cookie: BAYEUX_BROWSER=abc; Path=/; HttpOnly; SameSite=Lax"),
                ok(connect),
                ok(HANDSHAKE));
        HttpClient shared = HttpClient.newHttpClient();
        BayeuxClient first =
                builder().httpClient(shared).header("X-Tenant", "t1").build();
        await(first.connect());
        first.abort();
        assertThat(requests.next())
                .contains("POST /cometd/handshake")
                .contains("X-Tenant: t1")
                .doesNotContain("Cookie");
        assertThat(requests.next()).contains("POST /cometd/connect").contains("Cookie: BAYEUX_BROWSER=abc");
        BayeuxClient second = builder().httpClient(shared).build();
        second.connect();
        assertThat(requests.next()).contains("POST /cometd/handshake").doesNotContain("Cookie");
        second.abort();
    }

    @Test
    void cookieWithAnEndGoesWithoutAttributesOverHttpAndInTheUpgrade() throws Exception {
        String both = HANDSHAKE.replace("[\"long-polling\"]", "[\"websocket\"]");
        // The upgrade itself is answered by whoever reads it.
        answer(ok(both, "Set-Cookie: BAYEUX_BROWSER=abc; Path=/; Max-Age=3600"), "");
        BayeuxClient client = builder()
                .transports(TransportType.LONG_POLLING, TransportType.WEBSOCKET)
                .build();
        client.connect();
        requests.next();
        assertThat(requests.next())
                .contains("Upgrade: websocket")
                .containsPattern("Cookie: BAYEUX_BROWSER=abc\r?\n")
                .doesNotContain("$");
        client.abort();
    }

    @Test
    void cookieHandlerOfTheHttpClientKeepsTheCookiesAlone() throws Exception {
        answer(ok(HANDSHAKE, "Set-Cookie: a=b; Path=/"), ok("[]"));
        CookieManager own = new CookieManager();
        BayeuxClient client = builder()
                .httpClient(HttpClient.newBuilder().cookieHandler(own).build())
                .build();
        client.connect();
        requests.next();
        assertThat(requests.next()).containsPattern("Cookie: a=b\r?\n");
        assertThat(own.getCookieStore().getCookies()).hasSize(1);
        client.abort();
    }

    @Test
    void failureSaysWhereAndWhyAndKeepsItsCause() throws Exception {
        int nobody = server.getLocalPort();
        server.close();
        for (TransportType transport : TransportType.values()) {
            BayeuxClient client = builder().transports(transport).build();
            CompletableFuture<Message> handshake = client.handshake();
            assertThat(failures.next())
                    .hasMessageContaining("://127.0.0.1:" + nobody + "/cometd")
                    .hasMessageContaining("no connection could be made")
                    .hasRootCauseInstanceOf(IOException.class);
            assertThat(handshake.handle((reply, failure) -> failure).get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .hasMessageContaining("://127.0.0.1:" + nobody + "/cometd")
                    .hasCauseInstanceOf(IOException.class);
            client.abort();
        }
    }

    @Test
    void upgradeThatIsRefusedSaysTheStatus() throws Exception {
        threads.execute(() -> {
            try (Socket socket = server.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream()
                        .write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The client has gone.
            }
        });
        BayeuxClient client = builder().transports(TransportType.WEBSOCKET).build();
        client.connect();
        assertThat(failures.next()).hasMessageContaining("ws://127.0.0.1").hasMessageContaining("404");
        client.abort();
    }

    @Test
    void credentialsThatCannotBeHadFailWithTheirCauseThoughItSaysNothing() throws Exception {
        RuntimeException silent = new IllegalStateException();
        BayeuxClient client = builder()
                .credentials(() -> {
                    throw silent;
                })
                .build();
        client.connect();
        assertThat(failures.next())
                .hasMessage("The supplier of credentials failed: IllegalStateException.")
                .hasCause(silent);
        client.abort();
    }

    @Test
    void failuresNameNoSecretOfTheUrl() {
        URI secret = URI.create("http://example.com/cometd?token=secret");
        assertThat(Address.failure("POST", secret, new IOException()))
                .hasMessage("POST http://example.com/cometd: IOException.");
        assertThat(Address.describe(new IOException(new IOException("cut")))).isEqualTo("cut");
        assertThat(Address.describe(new ConnectException())).isEqualTo("no connection could be made.");
        assertThat(Address.describe(new ConnectException("no route"))).endsWith("made: no route");
    }

    @Test
    void responseOfTheLargestSizeIsRead() throws Exception {
        answer(ok(HANDSHAKE));
        BayeuxClient client = builder().maxResponseSize(HANDSHAKE.length()).build();
        await(client.handshake());
        client.abort();
    }

    @Test
    void largerResponseIsAFailure() throws Exception {
        answer(ok(HANDSHAKE));
        BayeuxClient client = builder().maxResponseSize(HANDSHAKE.length() - 1).build();
        client.connect();
        assertThat(failures.next()).hasStackTraceContaining("maxResponseSize");
        client.abort();
    }

    @Test
    void requestsGoThroughTheProxyOfTheHttpClient() throws Exception {
        answer(ok(HANDSHAKE));
        HttpClient http = HttpClient.newBuilder()
                .proxy(ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort())))
                .build();
        BayeuxClient client = BayeuxClient.builder(URI.create("http://halley.invalid/cometd"))
                .transports(TransportType.LONG_POLLING)
                .httpClient(http)
                .build();
        await(client.handshake());
        client.abort();
        assertThat(requests.next()).startsWith("POST http://halley.invalid/cometd/handshake HTTP/1.1");
    }

    @Test
    void credentialsBecomeHeaders() throws Exception {
        answer(ok(HANDSHAKE));
        BayeuxClient client =
                builder().credentials(Credentials.bearer("secret")).build();
        await(client.handshake());
        client.abort();
        assertThat(requests.next()).contains("Authorization: Bearer secret");
        assertThat(Credentials.bearer("secret").toString()).doesNotContain("secret");
    }
}
