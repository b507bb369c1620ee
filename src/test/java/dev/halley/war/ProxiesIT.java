package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.client.BayeuxClient;
import dev.halley.client.TransportType;
import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.Conversation;
import dev.halley.testing.HttpTestClient;
import dev.halley.testing.RawHttp;
import dev.halley.testing.WebSocketTestClient;
import jakarta.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The proxies' configurations of {@code docs/deploy}, in front of two servers that hold polls for longer than pages may take. */
class ProxiesIT {

    private static final String HOLD_MILLIS = "2500";
    private static final String HANDSHAKE = """
            [{"channel":"/meta/handshake","id":"1","version":"1.0","supportedConnectionTypes":["long-polling"]}]""";
    private static final Map<RunningProxy.Kind, String[]> SHORT_FOR_PAGES = Map.of(
            RunningProxy.Kind.NGINX, new String[] {"proxy_read_timeout 10s;", "proxy_read_timeout 1s;"},
            RunningProxy.Kind.HAPROXY, new String[] {"timeout server 10s", "timeout server 1s"},
            RunningProxy.Kind.APACHE, new String[] {"ProxyTimeout 10", "ProxyTimeout 1"});
    private static final Map<RunningProxy.Kind, String[]> SHORT_FOR_ALL = Map.of(
            RunningProxy.Kind.NGINX, new String[] {"proxy_read_timeout 60s;", "proxy_read_timeout 1s;"},
            RunningProxy.Kind.HAPROXY, new String[] {"timeout server 60s", "timeout server 1s"},
            RunningProxy.Kind.APACHE, new String[] {"timeout=60", "timeout=1"});

    @TempDir
    private static Path temporary;

    private static RunningWar one;
    private static RunningWar other;

    @BeforeAll
    static void startTheServers() throws Exception {
        RunningProxy.provision();
        RunningProxy.certify(temporary);
        one = server();
        other = server();
    }

    private static RunningWar server() {
        return RunningWar.run(
                RunningWar.builtWar(),
                List.of("-Dhalley.timeout=" + HOLD_MILLIS, "-Dhalley.trustForwarded=true"),
                List.of("--port", "0"));
    }

    @AfterAll
    static void stopTheServers() throws Exception {
        one.close();
        other.close();
    }

    @ParameterizedTest
    @EnumSource
    void pollsAndWebSocketsOutliveWhatPagesMayTake(RunningProxy.Kind kind) throws Exception {
        try (RunningProxy proxy = start(kind, SHORT_FOR_PAGES.get(kind))) {
            for (boolean webSocket : List.of(false, true)) {
                try (Conversation client = new Conversation(clientOf(proxy, webSocket))) {
                    client.handshake();
                    client.subscribe("/news");
                    client.reply(client.connect(""));
                    long before = System.nanoTime();
                    JsonObject held = client.reply(client.connect(""));
                    assertThat(held.getBoolean("successful")).isTrue();
                    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before))
                            .isGreaterThan(2000);
                    client.connect("");
                    client.publish("/news", "\"new\"");
                    assertThat(client.event().getString("data")).isEqualTo("new");
                }
            }
        }
    }

    /** Its events are handed on at once, and its comments keep it open for longer than pages may take. */
    @ParameterizedTest
    @EnumSource
    void streamsAreHandedOnEventByEvent(RunningProxy.Kind kind) throws Exception {
        try (RunningProxy proxy = start(kind, SHORT_FOR_PAGES.get(kind))) {
            HttpTestClient http = HttpTestClient.streaming(proxy.port());
            try (Conversation client = new Conversation(http)) {
                client.handshake();
                client.subscribe("/news");
                client.connect("");
                assertThat(http.comment()).isEqualTo(": open");
                for (int i = 0; i < 3; i++) {
                    client.publish("/news", String.valueOf(i));
                    assertThat(client.event().getInt("data")).isEqualTo(i);
                }
                assertThat(http.comment()).isEqualTo(":");
                client.publish("/news", "\"last\"");
                assertThat(client.event().getString("data")).isEqualTo("last");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPollThatIsHeldForLongerThanItMayTakeFails(RunningProxy.Kind kind) throws Exception {
        try (RunningProxy proxy = start(kind, SHORT_FOR_ALL.get(kind))) {
            HttpTestClient http = HttpTestClient.longPolling(proxy.port());
            try (Conversation client = new Conversation(http)) {
                client.handshake();
                client.reply(client.connect(""));
                client.connect("");
                assertThat(http.status()).isIn(502, 504);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void sessionsAreSpreadAndStayWhereTheyAre(RunningProxy.Kind kind) throws Exception {
        try (RunningProxy proxy = start(kind)) {
            TreeSet<String> routes = new TreeSet<>();
            for (int i = 0; i < 8; i++) {
                routes.add(routeOfAClientThatStays(proxy));
            }
            assertThat(routes).hasSize(2);
        }
    }

    /** A new connection for each request, so that nothing but the cookie shows the way. */
    private static String routeOfAClientThatStays(RunningProxy proxy) {
        RawHttp.Response handshake = post(proxy, HANDSHAKE, "X-None: 1");
        List<String> cookies = handshake.headers().get("Set-Cookie").stream()
                .map(cookie -> cookie.split(";")[0])
                .toList();
        String id = handshake.body().replaceAll(".*\"clientId\":\"([^\"]+)\".*", "$1");
        String publish = "[{\"channel\":\"/news\",\"id\":\"2\",\"clientId\":\"%s\",\"data\":1}]".formatted(id);
        for (int i = 0; i < 4; i++) {
            assertThat(post(proxy, publish, "Cookie: " + String.join("; ", cookies))
                            .body())
                    .contains("\"successful\":true");
        }
        return cookies.stream()
                .filter(cookie -> cookie.startsWith("halley_route="))
                .collect(Collectors.joining());
    }

    private static RawHttp.Response post(RunningProxy proxy, String body, String header) {
        try (RawHttp http = RawHttp.connect(proxy.port())) {
            return http.post("/cometd", body, header).read();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NGINX", "HAPROXY"})
    void overTlsPagesOfThatHostTalkByHttp2AndWebSocket(RunningProxy.Kind kind) throws Exception {
        try (RunningProxy proxy = start(kind)) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(trustingTheCertificate()).build();
            String authority = "127.0.0.1:" + proxy.securePort();
            HttpRequest handshake = HttpRequest.newBuilder(URI.create("https://" + authority + "/cometd"))
                    .header("Content-Type", "application/json")
                    .header("Origin", "https://" + authority)
                    .POST(BodyPublishers.ofString(HANDSHAKE))
                    .build();
            HttpResponse<String> answer = client.send(handshake, BodyHandlers.ofString());

            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.body()).contains("\"successful\":true");
            assertThat(answer.headers().allValues("Set-Cookie"))
                    .anySatisfy(cookie -> assertThat(cookie).contains("BAYEUX_BROWSER", "Secure"));
            WebSocket socket = client.newWebSocketBuilder()
                    .header("Origin", "https://" + authority)
                    .buildAsync(URI.create("wss://" + authority + "/cometd"), new WebSocket.Listener() {})
                    .get(60, TimeUnit.SECONDS);
            assertThat(socket.isOutputClosed()).isFalse();
            socket.abort();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NGINX", "HAPROXY"})
    void theJavaClientTalksOverTlsByHttp2AndWebSocket(RunningProxy.Kind kind) throws Exception {
        try (RunningProxy proxy = start(kind)) {
            HttpClient http =
                    HttpClient.newBuilder().sslContext(trustingTheCertificate()).build();
            assertThat(http.version()).isEqualTo(HttpClient.Version.HTTP_2);
            for (TransportType transport : TransportType.values()) {
                BlockingQueue<String> heard = new LinkedBlockingQueue<>();
                try (BayeuxClient client = BayeuxClient.builder(
                                URI.create("https://127.0.0.1:" + proxy.securePort() + "/cometd"))
                        .httpClient(http)
                        .transports(transport)
                        .build()) {
                    client.subscribe(
                            "/tls",
                            message -> heard.add(message.data().orElseThrow().toString()));
                    client.connect().get(60, TimeUnit.SECONDS);
                    client.publish("/tls", "hello").get(60, TimeUnit.SECONDS);

                    assertThat(heard.poll(60, TimeUnit.SECONDS))
                            .as("over " + transport)
                            .isEqualTo("\"hello\"");
                    assertThat(client.disconnect().get(60, TimeUnit.SECONDS)).isTrue();
                }
            }
        }
    }

    private static RunningProxy start(RunningProxy.Kind kind, String... changes) throws Exception {
        List<Integer> servers = List.of(one.address().getPort(), other.address().getPort());
        Path folder = Files.createTempDirectory(temporary, kind.name());
        for (String file : List.of("halley.crt", "halley.key", "halley.pem")) {
            Files.copy(temporary.resolve(file), folder.resolve(file));
        }
        return RunningProxy.start(kind, folder, servers, changes);
    }

    private static BayeuxTestClient clientOf(RunningProxy proxy, boolean webSocket) {
        return webSocket ? WebSocketTestClient.open(proxy.port()) : HttpTestClient.longPolling(proxy.port());
    }

    private static SSLContext trustingTheCertificate() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream certificate = Files.newInputStream(temporary.resolve("halley.crt"))) {
            trusted.setCertificateEntry(
                    "halley", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
