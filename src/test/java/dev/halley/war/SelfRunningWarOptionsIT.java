package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.client.BayeuxClient;
import dev.halley.client.TransportType;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the options of {@code java -jar halley.war} do, and how it sends files. */
class SelfRunningWarOptionsIT {

    private static final String PASSWORD = "changeit";
    private static final String HANDSHAKE = """
            [{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}]""";

    @TempDir
    private Path temporary;

    @Test
    void filesAreCompressedAndNotSentAgainWhenTheyHaveNotChanged() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        try (var server = RunningWar.run("--port", "0", "--request-header-size", "16384")) {
            URI script = server.address().resolve("halley/client.js");
            HttpResponse<byte[]> whole = client.send(
                    HttpRequest.newBuilder(script)
                            .header("Accept-Encoding", "gzip")
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(whole.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(whole.headers().firstValue("Cache-Control")).contains("no-cache");
            String tag = whole.headers().firstValue("ETag").orElseThrow();
            HttpResponse<byte[]> again = client.send(
                    HttpRequest.newBuilder(script)
                            .header("Accept-Encoding", "gzip")
                            .header("If-None-Match", tag)
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(again.statusCode()).isEqualTo(304);

            HttpResponse<byte[]> icon = client.send(
                    HttpRequest.newBuilder(server.address().resolve("favicon.ico"))
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(icon.statusCode()).isEqualTo(200);
            assertThat(icon.body()).startsWith(0, 0, 1, 0);

            assertThat(handshakeWithCookie(client, server.address(), 15_000)).isEqualTo(200);
            assertThat(handshakeWithCookie(client, server.address(), 16_384)).isEqualTo(431);
        }
    }

    private static int handshakeWithCookie(HttpClient client, URI address, int length) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("cometd"))
                .header("Content-Type", "application/json")
                .header("Accept-Encoding", "gzip")
                .header("Cookie", "sign-on=" + "x".repeat(length))
                .POST(BodyPublishers.ofString(HANDSHAKE))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        // Messages are not compressed, whatever the client says.
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        return answer.statusCode();
    }

    @Test
    void withAKeyStorePollingAndStreamsGoOverHttp2AndWebSocketOverTlsToo() throws Exception {
        Path keystore = keyStore();
        HttpClient client =
                HttpClient.newBuilder().sslContext(trusting(keystore)).build();
        try (var server =
                RunningWar.run("--port", "0", "--tls-keystore", keystore.toString(), "--tls-password", PASSWORD)) {
            assertThat(server.address()).hasScheme("https");
            URI address = server.address().resolve("cometd");
            HttpResponse<String> handshake = client.send(
                    HttpRequest.newBuilder(address)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(HANDSHAKE))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(handshake.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(handshake.body()).contains("\"successful\":true");
            assertThat(handshake.headers().firstValue("Set-Cookie").orElseThrow())
                    .contains("; Secure");

            for (TransportType transport : TransportType.values()) {
                assertThat(hearsItself(address, client, transport)).isEqualTo("hello over " + transport);
            }
        }
    }

    private static String hearsItself(URI address, HttpClient http, TransportType transport) throws Exception {
        try (BayeuxClient halley = BayeuxClient.builder(address)
                .httpClient(http)
                .transports(transport)
                .build()) {
            halley.connect().get(60, TimeUnit.SECONDS);
            CompletableFuture<String> got = new CompletableFuture<>();
            halley.subscribe("/news", String.class, got::complete).get(60, TimeUnit.SECONDS);
            halley.publish("/news", "hello over " + transport).get(60, TimeUnit.SECONDS);
            return got.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aKeyStoreThatCannotBeReadStopsTheStartWithASentence() throws Exception {
        Path keystore = Files.writeString(temporary.resolve("text.p12"), "no key store");
        try (var server = RunningWar.run("--port=0", "--tls-keystore=" + keystore, "--tls-password=" + PASSWORD)) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.errors())
                    .startsWith("halley: cannot read the key store " + keystore
                            + ": it is not in the format PKCS#12, or its password is another");
        }
    }

    /** A key for localhost, made as an administrator makes it. */
    private Path keyStore() throws Exception {
        Path file = temporary.resolve("key.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        "halley",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1"))
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(output).isZero();
        return file;
    }

    private static SSLContext trusting(Path keystore) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(keystore)) {
            keys.load(file, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("halley", keys.getCertificate("halley"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
