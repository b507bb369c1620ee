package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import dev.halley.testing.PasswordProxy;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A WebSocket through a proxy that wants a password. */
class ProxyTest {

    private final PasswordProxy proxy = new PasswordProxy("user", "right");
    private HalleyServer server;

    @BeforeEach
    void start() {
        server = HalleyServer.start();
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        server.close();
    }

    private BayeuxClientBuilder through(HttpClient.Builder http) {
        return BayeuxClient.builder(server.uri())
                .transports(TransportType.WEBSOCKET)
                .httpClient(http.proxy(ProxySelector.of(proxy.address())).build());
    }

    private static Authenticator withPassword(String password) {
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("user", password.toCharArray());
            }
        };
    }

    @Test
    void theAuthenticatorOfTheHttpClientIsAsked() throws Exception {
        Inbox<Message> heard = new Inbox<>();
        try (BayeuxClient client = through(HttpClient.newBuilder().authenticator(withPassword("right")))
                .build()) {
            client.subscribe("/through", heard);
            client.connect().get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
            client.publish("/through", 1);
            assertThat(heard.next().data()).contains(RawJson.from(1));
            assertThat(client.transport()).contains(TransportType.WEBSOCKET);
        }
        assertThat(proxy.tunnels()).containsOnly(URI.create("//127.0.0.1:" + server.port()));
    }

    @Test
    void whoHasNoPasswordIsTold() throws Exception {
        Inbox<Throwable> failures = new Inbox<>();
        ClientListener listener = new ClientListener() {
            @Override
            public void failed(Throwable cause) {
                failures.accept(cause);
            }
        };
        try (BayeuxClient client =
                through(HttpClient.newBuilder()).listener(listener).build()) {
            client.connect();
            assertThat(failures.next()).hasMessageContaining("HTTP status 407: the proxy wants other credentials.");
            assertThat(client.isConnected()).isFalse();
            assertThat(client.transport()).isEmpty();
        }
        assertThat(proxy.tunnels()).isEmpty();
    }
}
